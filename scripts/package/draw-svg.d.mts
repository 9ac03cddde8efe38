export function drawSvg(svg: string, size: number): Buffer;
