// Draws the few shapes that the icon is made of (rect, circle, polyline, g with a fill), so that every size of every
// platform comes from resources/icon.svg without an image library. Anything else in the file is an error, never left out.

const ELEMENT = /<(\/?)([a-zA-Z]+)((?:\s+[\w:-]+="[^"]*")*)\s*(\/?)>/g;
const ATTRIBUTE = /([\w:-]+)="([^"]*)"/g;
const SAMPLES = 4;

/** Returns `size` x `size` pixels, four bytes each: red, green, blue, alpha. Throws on what it cannot draw. */
export function drawSvg(svg, size) {
  const { extent, shapes } = readShapes(svg);
  const pixels = Buffer.alloc(size * size * 4);
  const step = extent / size;
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      paint(pixels, (row * size + column) * 4, shapes, column * step, row * step, step);
    }
  }
  return pixels;
}

function readShapes(svg) {
  const body = svg.replace(/<title>[^<]*<\/title>/, '');
  const fills = [];
  const shapes = [];
  let extent = 0;
  const rest = body.replace(ELEMENT, (_tag, closes, name, attributeText, closed) => {
    const attributes = Object.fromEntries([...attributeText.matchAll(ATTRIBUTE)].map(([, key, value]) => [key, value]));
    if (name === 'svg') {
      if (!closes) extent = readExtent(attributes.viewBox);
    } else if (name === 'g') {
      if (closes) fills.pop();
      else fills.push(attributes.fill);
    } else if (closed) {
      shapes.push(readShape(name, { ...(fills.length > 0 && { fill: fills.at(-1) }), ...attributes }));
    } else throw new Error(`the icon has <${name}> with content, which cannot be drawn`);
    return '';
  });
  if (rest.trim() !== '') throw new Error(`the icon has something that cannot be drawn: ${rest.trim().slice(0, 60)}`);
  return { extent, shapes };
}

function readExtent(viewBox = '') {
  const [x, y, width, height] = viewBox.split(' ').map(Number);
  if (x !== 0 || y !== 0 || !(width > 0) || width !== height)
    throw new Error('the icon needs a square viewBox from 0 0');
  return width;
}

function readShape(name, attributes) {
  const number = (key) => {
    const value = Number(attributes[key] ?? 0);
    if (!Number.isFinite(value)) throw new Error(`${key} of <${name}> in the icon is no number`);
    return value;
  };
  if (name === 'rect') {
    const [x, y, width, height, rx] = ['x', 'y', 'width', 'height', 'rx'].map(number);
    return { color: readColor(attributes.fill), distance: distanceToRect(x, y, width, height, rx) };
  }
  if (name === 'circle') {
    const [cx, cy, r] = ['cx', 'cy', 'r'].map(number);
    return { color: readColor(attributes.fill), distance: (px, py) => Math.hypot(px - cx, py - cy) - r };
  }
  if (name === 'polyline' && attributes.fill === 'none' && attributes['stroke-linecap'] === 'round') {
    const points = attributes.points.split(' ').map((point) => point.split(',').map(Number));
    return { color: readColor(attributes.stroke), distance: distanceToLine(points, number('stroke-width') / 2) };
  }
  throw new Error(`the icon has a <${name}> that cannot be drawn`);
}

function readColor(text = '') {
  const match = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(text);
  if (match === null) throw new Error(`the icon has the colour "${text}"; it must be #rrggbb`);
  return match.slice(1).map((part) => Number.parseInt(part, 16));
}

function distanceToRect(x, y, width, height, rx) {
  return (px, py) => {
    const dx = Math.abs(px - x - width / 2) - width / 2 + rx;
    const dy = Math.abs(py - y - height / 2) - height / 2 + rx;
    return Math.hypot(Math.max(dx, 0), Math.max(dy, 0)) + Math.min(Math.max(dx, dy), 0) - rx;
  };
}

function distanceToLine(points, halfWidth) {
  return (px, py) => {
    let nearest = Number.POSITIVE_INFINITY;
    for (let i = 1; i < points.length; i++) {
      const [ax, ay] = points[i - 1];
      const [bx, by] = points[i];
      const along = ((px - ax) * (bx - ax) + (py - ay) * (by - ay)) / ((bx - ax) ** 2 + (by - ay) ** 2);
      const t = Math.min(1, Math.max(0, along));
      nearest = Math.min(nearest, Math.hypot(px - ax - t * (bx - ax), py - ay - t * (by - ay)));
    }
    return nearest - halfWidth;
  };
}

/** Lays the shapes over each other in one pixel whose corner is at x, y. */
function paint(pixels, offset, shapes, x, y, step) {
  let red = 0;
  let green = 0;
  let blue = 0;
  let alpha = 0;
  for (const { color, distance } of shapes) {
    // The middle says whether the edge can be near at all.
    const middle = distance(x + step / 2, y + step / 2);
    const share = middle > step ? 0 : middle < -step ? 1 : coverage(distance, x, y, step);
    red = red * (1 - share) + color[0] * share;
    green = green * (1 - share) + color[1] * share;
    blue = blue * (1 - share) + color[2] * share;
    alpha = alpha * (1 - share) + share;
  }
  if (alpha === 0) return;
  // So far multiplied by alpha; PNG wants it straight.
  pixels[offset] = Math.round(red / alpha);
  pixels[offset + 1] = Math.round(green / alpha);
  pixels[offset + 2] = Math.round(blue / alpha);
  pixels[offset + 3] = Math.round(alpha * 255);
}

function coverage(distance, x, y, step) {
  let inside = 0;
  for (let i = 0; i < SAMPLES; i++) {
    for (let j = 0; j < SAMPLES; j++) {
      if (distance(x + ((i + 0.5) * step) / SAMPLES, y + ((j + 0.5) * step) / SAMPLES) <= 0) inside++;
    }
  }
  return inside / SAMPLES ** 2;
}
