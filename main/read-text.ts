/** The text of a file in UTF-8, without the mark of byte order that editors of Windows put before it: JSON has none. */
export function textOf(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}
