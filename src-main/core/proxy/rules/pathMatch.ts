import type { PathReadings } from "./pathReadings.ts";

/** A path pattern, split once. `*` is any text within a segment; `**` is any number of segments, also none. */
export interface PathPattern {
  readonly exact: readonly string[];
  readonly folded: readonly string[];
}

export function compilePath(pattern: string): PathPattern {
  const exact = pattern.slice(1).split("/");
  return { exact, folded: exact.map((segment) => segment.toLowerCase()) };
}

export type PathMatch = "none" | "some" | "all";

/** In how many of its readings does a path match? Case is ignored when asked: many servers ignore it. */
export function matchPath(pattern: PathPattern, path: PathReadings, ignoreCase: boolean): PathMatch {
  const [wanted, readings] = ignoreCase ? [pattern.folded, path.folded] : [pattern.exact, path.readings];
  const matched = readings.filter((reading) => segmentsMatch(wanted, reading)).length;
  return matched === 0 ? "none" : matched === readings.length ? "all" : "some";
}

/**
 * Glob matching that goes back only to the last `**` (and within a segment to the last `*`), never further. A regular
 * expression would let a hostile path of 64 KiB stall the proxy.
 */
function segmentsMatch(pattern: readonly string[], path: readonly string[]): boolean {
  let p = 0;
  let s = 0;
  let star = -1;
  let resume = 0;
  while (s < path.length) {
    if (pattern[p] === "**") {
      star = p++;
      resume = s;
    } else if (p < pattern.length && segmentMatches(pattern[p] as string, path[s] as string)) {
      p++;
      s++;
    } else if (star !== -1) {
      p = star + 1;
      s = ++resume;
    } else return false;
  }
  while (pattern[p] === "**") p++;
  return p === pattern.length;
}

function segmentMatches(pattern: string, text: string): boolean {
  if (!pattern.includes("*")) return pattern === text;
  let p = 0;
  let t = 0;
  let star = -1;
  let resume = 0;
  while (t < text.length) {
    if (pattern[p] === "*") {
      star = p++;
      resume = t;
    } else if (p < pattern.length && pattern[p] === text[t]) {
      p++;
      t++;
    } else if (star !== -1) {
      p = star + 1;
      t = ++resume;
    } else return false;
  }
  while (pattern[p] === "*") p++;
  return p === pattern.length;
}

/** Does any reading of the path hold this segment? In any case: some servers ignore it. */
export function hasSegment(path: PathReadings, name: string): boolean {
  return path.folded.some((segments) => segments.includes(name));
}

/** Does any reading of the path end in this segment? */
export function isLast(path: PathReadings, name: string): boolean {
  return path.folded.some((segments) => segments.findLast((segment) => segment !== "") === name);
}
