import { CircleCheck, CircleDashed, CircleX, TriangleAlert } from "lucide-react";

/** Verdict of a check, by word, colour and shape. */
export const marks = {
  pass: ["passed", "text-ok", CircleCheck],
  warn: ["warning", "text-warn", TriangleAlert],
  fail: ["failed", "text-danger", CircleX],
  skip: ["skipped", "text-text3", CircleDashed],
} as const;
