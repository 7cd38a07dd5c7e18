import { expect, it } from "vitest";
import { textPieces } from "../../../src-shared/format/textPieces.ts";
import { fc } from "../../helpers/property.ts";

it("pieces hold whole characters, are no longer than asked, and are the text again together", () => {
  const text = fc.string({ unit: "binary", maxLength: 400 }).map((one) => Buffer.from(one.toWellFormed()));
  fc.assert(
    fc.property(text, fc.integer({ min: 4, max: 50 }), (bytes, size) => {
      const pieces = [...textPieces(bytes, size)];
      const whole = new TextDecoder("utf-8", { fatal: true });
      for (const piece of pieces) whole.decode(piece);
      expect(pieces.every(({ length }) => length <= size)).toBe(true);
      expect(Buffer.concat(pieces)).toEqual(bytes);
    }),
  );
});

it("bytes that are no text at all come in pieces too", () => {
  const bytes = new Uint8Array(100).fill(0x80);
  expect(Buffer.concat([...textPieces(bytes, 16)])).toEqual(Buffer.from(bytes));
});
