import type { ReplayHeader } from '../../main/publish/stream-messages.ts';
import { h } from '../dashboard/dom.ts';
import { numbers } from '../format/number.ts';
import { times } from '../settings/settings.ts';
import { placeText } from './place-text.ts';
import { placeForKey } from './position.ts';

/** Keys repeat faster than a recording can be wound; the place is sought when they rest for this long. */
const KEY_REST_MS = 300;

export interface TimeBar {
  readonly element: HTMLElement;
  update(replay: ReplayHeader, positionMs: number): void;
}

/** A slider over the time of the recording with its volume drawn on it. `onSeek` gets the place that was chosen. */
export function createTimeBar(onSeek: (ms: number) => void): TimeBar {
  const canvas = h('canvas', { 'aria-hidden': 'true' });
  const hint = h('output', { class: 'time-bar-hint', 'aria-hidden': 'true' });
  const element = h(
    'div',
    {
      class: 'time-bar',
      role: 'slider',
      tabindex: '0',
      'aria-label': 'Place in the recording',
      'data-testid': 'time-bar',
    },
    canvas,
    hint,
  );
  let replay: ReplayHeader | null = null;
  let positionMs = 0;
  /** The place under the finger or reached by keys, not sought yet. */
  let chosenMs: number | null = null;
  let hoverMs: number | null = null;
  let keyTimer: ReturnType<typeof setTimeout> | undefined;

  const placeAt = (event: PointerEvent): number | null => {
    if (replay === null) return null;
    const { left, width } = canvas.getBoundingClientRect();
    const share = Math.min(1, Math.max(0, (event.clientX - left) / Math.max(1, width)));
    return replay.firstMs + share * (replay.lastMs - replay.firstMs);
  };
  const seekChosen = () => {
    clearTimeout(keyTimer);
    if (chosenMs !== null) onSeek(Math.round(chosenMs));
    chosenMs = null;
  };
  element.addEventListener('pointerdown', (event) => {
    if (replay?.steerable !== true || event.button !== 0) return;
    element.setPointerCapture(event.pointerId);
    chosenMs = placeAt(event);
    show();
  });
  element.addEventListener('pointermove', (event) => {
    hoverMs = placeAt(event);
    if (chosenMs !== null && element.hasPointerCapture(event.pointerId)) chosenMs = hoverMs;
    show();
  });
  element.addEventListener('pointerleave', () => {
    hoverMs = null;
    show();
  });
  element.addEventListener('pointerup', (event) => {
    if (!element.hasPointerCapture(event.pointerId)) return;
    seekChosen();
    show();
  });
  element.addEventListener('pointercancel', () => {
    chosenMs = null;
    show();
  });
  element.addEventListener('keydown', (event) => {
    if (replay?.steerable !== true) return;
    const place = placeForKey(event.key, chosenMs ?? positionMs, replay);
    if (place === null) return;
    event.preventDefault();
    chosenMs = place;
    clearTimeout(keyTimer);
    keyTimer = setTimeout(seekChosen, KEY_REST_MS);
    show();
  });
  new ResizeObserver(() => show()).observe(element);

  function show(): void {
    if (replay === null) return;
    const { firstMs, lastMs, steerable } = replay;
    const atMs = chosenMs ?? positionMs;
    element.setAttribute('aria-valuemin', String(Math.floor(firstMs / 1_000)));
    element.setAttribute('aria-valuemax', String(Math.floor(lastMs / 1_000)));
    element.setAttribute('aria-valuenow', String(Math.floor(atMs / 1_000)));
    element.setAttribute('aria-valuetext', times().full(atMs));
    element.setAttribute('aria-disabled', String(!steerable));
    const span = Math.max(1, lastMs - firstMs);
    const pointed = chosenMs ?? hoverMs;
    hint.hidden = pointed === null;
    if (pointed !== null) {
      hint.textContent = hintText(replay, pointed);
      hint.style.setProperty('--at', String((pointed - firstMs) / span));
    }
    paint(canvas, element, replay, (atMs - firstMs) / span);
  }

  return {
    element,
    update(next, nextMs) {
      replay = next;
      positionMs = nextMs;
      show();
    },
  };
}

function hintText(replay: ReplayHeader, atMs: number): string {
  const { firstMs, lastMs, volume } = replay;
  const time = placeText(atMs, replay);
  if (volume === undefined || volume.quote === '') return time;
  const bin = Math.min(
    volume.bins.length - 1,
    Math.floor(((atMs - firstMs) / (lastMs - firstMs || 1)) * volume.bins.length),
  );
  return `${time}, ${numbers.magnitude(volume.bins[bin] ?? 0)} ${volume.quote}`;
}

/** Volume in bars (a square-root scale: one burst must not hide the rest), what was played in another colour than what is to come, and a line at the place. */
function paint(canvas: HTMLCanvasElement, element: HTMLElement, { volume }: ReplayHeader, place: number): void {
  const { clientWidth: width, clientHeight: height } = element;
  const context = canvas.getContext('2d');
  if (context === null || width < 2 || height < 2) return;
  const ratio = window.devicePixelRatio || 1;
  if (canvas.width !== Math.round(width * ratio) || canvas.height !== Math.round(height * ratio)) {
    canvas.width = Math.round(width * ratio);
    canvas.height = Math.round(height * ratio);
  }
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, width, height);
  const style = getComputedStyle(element);
  const color = (name: string) => style.getPropertyValue(name).trim();
  const bins = volume?.bins ?? [];
  const most = Math.max(0, ...bins);
  const step = width / Math.max(1, bins.length);
  bins.forEach((value, i) => {
    if (value <= 0) return;
    const bar = Math.max(1, Math.round(Math.sqrt(value / most) * (height - 4)));
    context.fillStyle = color((i + 0.5) / bins.length <= place ? '--series-1' : '--chart-neutral');
    context.fillRect(i * step, height - bar, Math.max(1, step - 0.5), bar);
  });
  context.fillStyle = color('--text');
  context.fillRect(Math.round(Math.min(width - 2, place * width - 1)), 0, 2, height);
}
