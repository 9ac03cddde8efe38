const MAX_LENGTH = 31;
/** What Excel refuses in the name of a sheet, control characters and halves of characters. */
const FORBIDDEN = /[*?:\\/[\]\p{Cc}\p{Cs}\ufffe\uffff]/gu;
/** Excel keeps this name for itself. */
const RESERVED = 'history';

/** Gives out names of sheets that Excel accepts, each once whatever its case. */
export function createSheetNames(): (wanted: string) => string {
  const taken = new Set<string>([RESERVED]);
  return (wanted) => {
    const base = cleaned(wanted);
    for (let number = 1; ; number++) {
      const suffix = number === 1 ? '' : `_${number}`;
      const name = `${shortened(base, MAX_LENGTH - suffix.length)}${suffix}`;
      if (taken.has(name.toLowerCase())) continue;
      taken.add(name.toLowerCase());
      return name;
    }
  };
}

function cleaned(wanted: string): string {
  const name = shortened(wanted.replace(FORBIDDEN, '_').trim(), MAX_LENGTH).replace(/^'+|'+$/g, '');
  return name === '' ? 'sheet' : name;
}

/** Cut to a length that Excel counts in UTF-16 units, without half a character or an apostrophe at the end. */
function shortened(name: string, length: number): string {
  return name
    .slice(0, length)
    .replace(/[\ud800-\udbff]$/, '')
    .replace(/'+$/, '')
    .trimEnd();
}
