export interface Licence {
  readonly name: string;
  readonly version: string;
  readonly licence: string;
  readonly source: string | null;
  readonly author: string | null;
  readonly texts: readonly string[];
}
export function isCompatible(expression: string): boolean;
export function productionLicences(rootDir?: string): Licence[];
export function licenceText(entries: readonly Licence[], electronVersion: string): string;
