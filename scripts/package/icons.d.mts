export function writeIcons(directory: string): void;
export function encodePng(pixels: Buffer, size: number): Buffer;
