/** More than one line, or anything that is not plain text, is shown before it is typed. */
export function needsPreview(text: string): boolean {
  return /[\r\n]./s.test(text) || /[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]/.test(text);
}
