import { UpdateError } from './update-error.ts';

const VERSION = /^(\d{1,9})\.(\d{1,9})\.(\d{1,9})(?:-([0-9A-Za-z.-]{1,64}))?$/;

/** Negative where `a` is older than `b`, 0 where they are the same. Throws UpdateError where one is no version. */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [parse(a), parse(b)];
  for (let i = 0; i < 3; i++) {
    const difference = (left.numbers[i] ?? 0) - (right.numbers[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return comparePreviews(left.preview, right.preview);
}

function parse(version: string): { numbers: number[]; preview: string[] } {
  const match = VERSION.exec(version);
  if (match === null) throw new UpdateError(`"${version.slice(0, 40)}" is no version of this application.`);
  return { numbers: match.slice(1, 4).map(Number), preview: match[4]?.split('.') ?? [] };
}

/** 1.0.0-beta.2 < 1.0.0-beta.10 < 1.0.0 */
function comparePreviews(a: readonly string[], b: readonly string[]): number {
  if (a.length === 0 || b.length === 0) return b.length - a.length;
  for (let i = 0; i < Math.max(a.length, b.length); i++) {
    const [left, right] = [a[i], b[i]];
    if (left === undefined) return -1;
    if (right === undefined) return 1;
    if (left === right) continue;
    const [isLeftNumber, isRightNumber] = [/^\d+$/.test(left), /^\d+$/.test(right)];
    if (isLeftNumber && isRightNumber) return Number(left) - Number(right);
    if (isLeftNumber !== isRightNumber) return isLeftNumber ? -1 : 1;
    return left < right ? -1 : 1;
  }
  return 0;
}
