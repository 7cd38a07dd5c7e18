import { describe, expect, it } from "vitest";
import { TerminalFilter } from "../../../src-main/core/terminals/filter.ts";
import { fc } from "../../helpers/property.ts";

const latin = (text: string): Uint8Array => Buffer.from(text, "latin1");

const kindOf = (text: string): string => new TerminalFilter().push(Buffer.from(text)).kind;

describe("what the screen need not parse at once", () => {
  it.each([
    "words\r\n",
    "\x1b[1;31mred\x1b[m\t\b\x07",
    "\x1b[2K\x1b[5G宽é\u{1f600}",
    "\x1b[3",
    "\x1b[\n31m",
    "\x1b]52;c;aGk=\x07",
  ])("%j fills lines and nothing else", (text) => expect(kindOf(text)).toBe("lines"));

  it.each([
    "\x1b[H",
    "\x1b[2J",
    "\x1b[A",
    "\x1b7",
    "\x1bc",
    "\x0e",
    "\x0c",
    "\x1b]0;title\x07",
    "\x1b[?25l",
    "\x1b[>4m",
    "\x1b[0 q",
    "\x1b[\n1A",
  ])("%j draws elsewhere", (text) => expect(kindOf(`a${text}b`)).toBe("drawing"));

  it("a question asks", () => expect(kindOf("a\x1b[6nb")).toBe("asks"));

  it("a sequence that was cut in two counts where it ends", () => {
    const filter = new TerminalFilter();
    expect(filter.push(Buffer.from("a\x1b[")).kind).toBe("lines");
    expect(filter.push(Buffer.from("2Jb")).kind).toBe("drawing");
    expect(filter.push(Buffer.from("c")).kind).toBe("lines");
  });
});

function filtered(input: string | Uint8Array, which: "safe" | "forScreen" = "safe"): string {
  const bytes = typeof input === "string" ? Buffer.from(input) : input;
  return Buffer.from(new TerminalFilter().push(bytes)[which]).toString();
}

/** Text, sequences and rubbish, weighted towards what a hostile program would try. */
const piece = fc.oneof(
  fc.constantFrom(
    ..."\x1b \x1b[ \x1b] \x1bP \x1b_ \x07 \x1b\\ \x9b \x9d \x9c [ ? 6 n c 2 5 ; h l m u \x18 \x1a \r \n 52;c;YQ== 8;; é 漢 🎉".split(
      " ",
    ),
  ),
  fc.constantFrom("\x1b[6n", "\x1b]52;c;YQ==\x07", "\x1b]8;;https://a.example/\x1b\\", "\x1b[?1049h", "\x1b[38;5;3m"),
  fc.string({ unit: "binary", maxLength: 6 }),
);
const input = fc.oneof(
  fc.array(piece, { maxLength: 40 }).map((pieces) => new Uint8Array(Buffer.from(pieces.join("")))),
  fc.array(piece, { maxLength: 40 }).map((pieces) => new Uint8Array(latin(pieces.join("")))),
  fc.uint8Array({ maxLength: 80 }),
);

describe("the terminal filter", () => {
  it("gives the same output for every way of cutting the input", () => {
    fc.assert(
      fc.property(input, fc.array(fc.nat(80)), (bytes, cuts) => {
        const whole = new TerminalFilter().push(bytes);
        const filter = new TerminalFilter();
        const marks = [0, ...cuts.map((cut) => Math.min(cut, bytes.length)).sort((a, b) => a - b), bytes.length];
        const parts = marks.slice(1).map((end, index) => filter.push(bytes.subarray(marks[index], end)));
        expect(Buffer.concat(parts.map((part) => part.safe))).toEqual(Buffer.from(whole.safe));
        expect(Buffer.concat(parts.map((part) => part.forScreen))).toEqual(Buffer.from(whole.forScreen));
      }),
      { numRuns: 2000 },
    );
  });

  it("leaves its own output as it is", () => {
    fc.assert(
      fc.property(input, (bytes) => {
        const once = new TerminalFilter().push(bytes).safe;
        expect(Buffer.from(new TerminalFilter().push(once).safe)).toEqual(Buffer.from(once));
      }),
      { numRuns: 2000 },
    );
  });

  it("gives out valid UTF-8 without C1 controls, whatever comes in", () => {
    fc.assert(
      fc.property(input, (bytes) => {
        const text = new TextDecoder("utf-8", { fatal: true }).decode(new TerminalFilter().push(bytes).safe);
        expect(text).not.toMatch(/[\x80-\x9f\x05\x7f]/);
        expect(text).not.toMatch(/\x1b\](52|1337|50|777)/);
        expect(text).not.toMatch(/\x1b[P_^X]/);
        expect(text).not.toMatch(/\x1b\[[0-9;?>=]*[cn]/);
      }),
      { numRuns: 2000 },
    );
  });

  it.each([
    ["text", "plain é 漢 🎉\r\n\ttab"],
    ["colours", "\x1b[1;38;2;1;2;3mx\x1b[0m"],
    ["curly underlines", "\x1b[4:3;58:5:9mx"],
    ["cursor movement", "\x1b[10;5H\x1b[2J\x1b[K\x1b[?25l"],
    ["the alternate screen", "\x1b[?1049h"],
    ["mouse and paste modes", "\x1b[?1002;1006;2004h"],
    ["kitty's keyboard flags", "\x1b[>1u\x1b[<u"],
    ["modifyOtherKeys", "\x1b[>4;2m"],
    ["line drawing", "\x1b(0lqk\x1b(B"],
    ["web links", "\x1b]8;id=1;https://a.example/b?c=d\x1b\\text\x1b]8;;\x1b\\"],
    ["colour changes", "\x1b]11;#102030\x1b\\\x1b]4;1;rgb:10/20/30\x1b\\"],
    ["a progress bar", "\x1b]9;4;1;50\x1b\\"],
  ])("lets %s through", (_name, text) => {
    expect(filtered(text)).toBe(text);
  });

  it.each([
    ["the clipboard", "\x1b]52;c;YQ==\x07"],
    ["iTerm's commands", "\x1b]1337;File=name=YQ==:AAAA\x07"],
    ["title reports", "\x1b[21t"],
    ["window operations", "\x1b[8;10;10t\x1b[3;0;0t"],
    ["printing", "\x1b[5i\x1b[?5i"],
    ["locking the keyboard", "\x1b[2h"],
    ["VT52 mode", "\x1b[?2l"],
    ["leaving UTF-8", "\x1b%@"],
    ["8-bit answers", "\x1b G"],
    ["the answerback", "\x05"],
    ["graphics payloads", "\x1b_Gf=100;AAAA\x1b\\"],
    ["sixels", "\x1bPq#0;2;0;0;0\x1b\\"],
    ["tmux passthrough", "\x1bPtmux;\x1b\x1b]52;c;YQ==\x07\x1b\\".slice(0, 8).concat("\x1b\\")],
    ["notifications", "\x1b]9;pay me\x07\x1b]777;notify;a;b\x07"],
    ["the working directory", "\x1b]7;file:///etc\x07"],
    ["a C1 string", "\u009d52;c;YQ==\u009c"],
    ["an endless title", `\x1b]0;${"a".repeat(20_000)}\x07`],
  ])("removes %s", (_name, text) => {
    expect(filtered(`a${text}b`)).toBe("ab");
    expect(filtered(`a${text}b`, "forScreen")).toBe("ab");
  });

  it.each([
    "\x1b[c",
    "\x1b[>c",
    "\x1b[=c",
    "\x1b[5n",
    "\x1b[6n",
    "\x1b[?6n",
    "\x1b[?2004$p",
    "\x1b[?u",
    "\x1b[>q",
    "\x1b[18t",
    "\x1bZ",
    "\x1b]11;?\x1b\\",
    "\x1b]4;1;?\x1b\\",
    "\x1bP$qm\x1b\\",
    "\x1bP+q544e\x1b\\",
  ])("shows the question %j to our own screen only", (question) => {
    expect(filtered(`a${question}b`)).toBe("ab");
    expect(filtered(`a${question}b`, "forScreen")).toBe(`a${question}b`);
  });

  it("keeps the harmless modes of a mixed request", () => {
    expect(filtered("\x1b[?3;25;2031h")).toBe("\x1b[?25h");
  });

  it("cleans titles and cuts them", () => {
    expect(filtered("\x1b]0;a\u202eb\u0007")).toBe("\x1b]0;ab\x1b\\");
    expect(filtered(`\x1b]2;${"é".repeat(1000)}\x07`)).toBe(`\x1b]2;${"é".repeat(256)}\x1b\\`);
  });

  it("replaces a link that is not for the web by the end of a link", () => {
    expect(filtered("\x1b]8;;file:///etc/passwd\x07x")).toBe("\x1b]8;;\x1b\\x");
    expect(filtered("\x1b]8;;javascript:alert(1)\x07x")).toBe("\x1b]8;;\x1b\\x");
  });

  it("reads C1 controls as the terminals do", () => {
    expect(filtered("\u009b1mx\u008dy")).toBe("\x1b[1mx\x1bMy");
  });

  it("replaces bytes that are not UTF-8", () => {
    expect(filtered(latin("a\x9bb\xffc\xc3"))).toBe("a\ufffdb\ufffdc");
  });

  it("acts on a line feed inside a sequence and on cancel", () => {
    expect(filtered("\x1b[1\n2mx")).toBe("\n\x1b[12mx");
    expect(filtered("\x1b[1\x18mx")).toBe("mx");
  });

  it("bounds the marks that pile up on one character", () => {
    expect(filtered(`e${"\u0301".repeat(1000)}f`)).toBe(`e${"\u0301".repeat(16)}f`);
  });
});
