import { ByteSink } from "./byteSink.ts";
import { type Filtered, Passed } from "./filtered.ts";
import {
  drawsLine,
  type Judgement,
  judgeControl,
  judgeDeviceControl,
  judgeEscape,
  judgeSystemCommand,
  plainDrawing,
} from "./filterRules.ts";
import { plainEnd } from "./plainRun.ts";
import { joinsPrevious, utf8CodePoint, utf8Length, utf8SecondAllowed } from "./utf8.ts";

type State = "ground" | "escape" | "control" | "string" | "stringEscape" | "character";
type StringKind = "system" | "device" | "ignored";

const ESC = 0x1b;
const encoder = new TextEncoder();
const decoder = new TextDecoder();
const replacement = encoder.encode("\ufffd");

/** Longer control sequences are nonsense, longer strings are payloads; both are dropped whole. */
const maxControlBytes = 256;
const maxStringBytes = 8192;
/** A cell keeps every mark that joins it: without a limit one cell could hold gigabytes. */
const maxJoinedMarks = 16;
/** Bell, backspace, tab, line feeds, return, shift out and in. Not ENQ, which makes terminals type. */
/** Those of them that fill lines. */
const lineControls = new Set([0x07, 0x08, 0x09, 0x0a, 0x0d]);
const allowedControls = new Set([0x07, 0x08, 0x09, 0x0a, 0x0b, 0x0c, 0x0d, 0x0e, 0x0f]);

/**
 * Removes what a container may not tell a person's terminal, whatever way its output is cut into chunks. What is not
 * yet whole is held back, so the output always stands between two sequences. C1 controls become their ESC forms and
 * invalid UTF-8 becomes U+FFFD, so that every terminal reads the same sequences that were judged here.
 */
export class TerminalFilter {
  #state: State = "ground";
  #stringKind: StringKind = "ignored";
  #overflow = false;
  #marks = 0;
  readonly #held = new ByteSink(256);
  readonly #character = new Uint8Array(4);
  #characterLength = 0;
  #characterNeeds = 0;
  #passed = new Passed(0);

  /** Nothing is held back. */
  get atGround(): boolean {
    return this.#state === "ground";
  }

  push(chunk: Uint8Array): Filtered {
    this.#passed = new Passed(chunk.length);
    let index = 0;
    while (index < chunk.length) {
      if (this.#state === "ground") {
        const end = plainEnd(chunk, index, this.#passed);
        if (end > index) {
          this.#passed.addRun(chunk.subarray(index, end));
          this.#marks = 0;
          index = end;
          continue;
        }
      }
      // A byte that ends something unfinished is looked at again in the state it leads to.
      if (this.#take(chunk[index]!)) index++;
    }
    return this.#passed.result();
  }

  /** Takes one byte; false when it must be offered again. */
  #take(byte: number): boolean {
    switch (this.#state) {
      case "ground":
        return this.#takeGround(byte);
      case "character":
        return this.#takeCharacter(byte);
      case "escape":
        return this.#takeEscape(byte);
      case "control":
        return this.#takeControl(byte);
      case "string":
        return this.#takeString(byte);
      case "stringEscape":
        return this.#takeStringEscape(byte);
    }
  }

  #takeGround(byte: number): boolean {
    if (byte === ESC) this.#begin("escape");
    else if (byte < 0x20) this.#control(byte);
    else if (byte >= 0x80) {
      const length = utf8Length(byte);
      if (length === 0) this.#emit(replacement);
      else {
        this.#character[0] = byte;
        this.#characterLength = 1;
        this.#characterNeeds = length;
        this.#state = "character";
      }
    }
    return true;
  }

  #takeCharacter(byte: number): boolean {
    const allowed =
      this.#characterLength === 1 ? utf8SecondAllowed(this.#character[0]!, byte) : byte >= 0x80 && byte <= 0xbf;
    if (!allowed) {
      this.#state = "ground";
      this.#emit(replacement);
      return false;
    }
    this.#character[this.#characterLength++] = byte;
    if (this.#characterLength < this.#characterNeeds) return true;
    this.#state = "ground";
    const codePoint = utf8CodePoint(this.#character, this.#characterLength);
    if (codePoint < 0xa0) {
      // A C1 control is the same as ESC and the byte 0x40 below it.
      this.#begin("escape");
      return this.#takeEscape(codePoint - 0x40);
    }
    const joins = joinsPrevious(codePoint);
    if (joins && this.#marks >= maxJoinedMarks) return true;
    const marks = joins ? this.#marks + 1 : 0;
    this.#emit(this.#character.subarray(0, this.#characterLength));
    this.#marks = marks;
    return true;
  }

  #takeEscape(byte: number): boolean {
    if (byte === ESC) return this.#begin("escape");
    if (byte < 0x20) return this.#controlInside(byte);
    if (byte >= 0x7f) return this.#abort(byte);
    if (this.#held.length === 0) {
      const kind = stringKinds.get(byte);
      if (kind) {
        this.#stringKind = kind;
        return this.#begin("string");
      }
      if (byte === 0x5b) return this.#begin("control");
    }
    this.#held.push(byte);
    if (byte >= 0x30) this.#finish(judgeEscape);
    else if (this.#held.length > 4) this.#state = "ground";
    return true;
  }

  #takeControl(byte: number): boolean {
    if (byte === ESC) return this.#begin("escape");
    if (byte < 0x20) return this.#controlInside(byte);
    if (byte >= 0x7f) return this.#abort(byte);
    if (this.#held.length < maxControlBytes) this.#held.push(byte);
    else this.#overflow = true;
    if (byte >= 0x40) this.#finish(judgeControl);
    return true;
  }

  #takeString(byte: number): boolean {
    if (byte === ESC) {
      this.#state = "stringEscape";
      return true;
    }
    if (byte === 0x18 || byte === 0x1a) {
      this.#state = "ground";
      return true;
    }
    // BEL ends only a system command; elsewhere it is payload.
    if (byte === 0x07 && this.#stringKind === "system") {
      this.#finishString();
      return true;
    }
    if (byte < 0x20 || byte === 0x7f) return true;
    if (this.#held.length < maxStringBytes) this.#held.push(byte);
    else this.#overflow = true;
    // The C1 form of the terminator, as UTF-8.
    if (byte === 0x9c && this.#lastHeld(2) === 0xc2) this.#finishString(2);
    return true;
  }

  #takeStringEscape(byte: number): boolean {
    if (byte === 0x5c) {
      this.#finishString();
      return true;
    }
    // Terminals disagree on whether the string counts then: drop it.
    this.#begin("escape");
    return false;
  }

  #lastHeld(back: number): number | undefined {
    return this.#held.view().at(-back);
  }

  #begin(state: State): true {
    this.#state = state;
    this.#held.clear();
    this.#overflow = false;
    return true;
  }

  /** Terminals act on a control character inside a sequence at once and go on with the sequence. */
  #controlInside(byte: number): true {
    if (byte === 0x18 || byte === 0x1a) this.#state = "ground";
    else this.#control(byte);
    return true;
  }

  #abort(byte: number): boolean {
    if (byte === 0x7f) return true;
    this.#state = "ground";
    return false;
  }

  #control(byte: number): void {
    if (!allowedControls.has(byte)) return;
    if (!lineControls.has(byte)) this.#passed.linesOnly = false;
    this.#emit(Uint8Array.of(byte));
  }

  #finish(judge: (body: string) => Judgement): void {
    this.#state = "ground";
    if (!this.#overflow) this.#act(judge(decoder.decode(this.#held.view())));
  }

  #finishString(cut = 0): void {
    this.#state = "ground";
    if (this.#overflow || this.#stringKind === "ignored") return;
    const body = decoder.decode(this.#held.view().subarray(0, this.#held.length - cut)).replace(/[\x80-\x9f]/g, "");
    this.#act(this.#stringKind === "system" ? judgeSystemCommand(body) : judgeDeviceControl(body));
  }

  #act(judgement: Judgement): void {
    if (judgement.kind === "keep") {
      if (!drawsOneLine(judgement.text)) this.#passed.linesOnly = false;
      this.#emit(encoder.encode(judgement.text));
    }
    if (judgement.kind === "query") this.#passed.addQuery(encoder.encode(judgement.text));
  }

  #emit(bytes: Uint8Array): void {
    this.#marks = 0;
    this.#passed.add(bytes);
  }
}

function drawsOneLine(sequence: string): boolean {
  return /^\x1b\[[0-9:;]*.$/.test(sequence) && plainDrawing[sequence.charCodeAt(sequence.length - 1)] === drawsLine;
}

const stringKinds: ReadonlyMap<number, StringKind> = new Map([
  [0x5d, "system"],
  [0x50, "device"],
  // SOS, PM, APC: kitty's graphics and tmux's titles live there.
  [0x58, "ignored"],
  [0x5e, "ignored"],
  [0x5f, "ignored"],
]);
