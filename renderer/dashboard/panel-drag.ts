import type { DropSide } from '../layout/arrangement.ts';
import { h } from './dom.ts';

const START_PX = 6;
/** The part of a panel at each side that stands for "beside it"; the middle stands for "change places". */
const EDGE = 0.25;

/** Which side of a box a point means; the box is 1 by 1. */
export function sideAt(x: number, y: number): DropSide {
  const nearest = Math.min(x, 1 - x, y, 1 - y);
  if (nearest > EDGE) return 'swap';
  if (nearest === x) return 'left';
  if (nearest === 1 - x) return 'right';
  return nearest === y ? 'above' : 'below';
}

/** Lets a panel be dragged by its header onto another one of `panels`; a mark shows where it would go. Escape gives up. */
export function makeDraggable(
  head: HTMLElement,
  panel: HTMLElement,
  panels: () => Iterable<HTMLElement>,
  onDrop: (target: HTMLElement, side: DropSide) => void,
): void {
  let from: { x: number; y: number } | null = null;
  let isDragging = false;
  let drop: { target: HTMLElement; side: DropSide } | null = null;
  const mark = h('div', { class: 'drop-mark', hidden: true });
  const end = () => {
    from = null;
    drop = null;
    isDragging = false;
    mark.remove();
    panel.classList.remove('dragged');
    document.removeEventListener('keydown', giveUp, true);
  };
  const giveUp = (event: KeyboardEvent) => {
    if (event.key !== 'Escape') return;
    event.preventDefault();
    event.stopPropagation();
    end();
  };
  head.addEventListener('pointerdown', (event) => {
    const isControl = (event.target as Element).closest('button, select, input, a, .popover') !== null;
    if (event.button !== 0 || event.pointerType === 'touch' || isControl || panel.classList.contains('maximised'))
      return;
    from = { x: event.clientX, y: event.clientY };
  });
  head.addEventListener('pointermove', (event) => {
    if (from === null) return;
    if (!isDragging) {
      if (Math.hypot(event.clientX - from.x, event.clientY - from.y) < START_PX) return;
      isDragging = true;
      head.setPointerCapture(event.pointerId);
      panel.classList.add('dragged');
      document.body.append(mark);
      document.addEventListener('keydown', giveUp, true);
    }
    drop = null;
    for (const target of panels()) {
      const box = target.getBoundingClientRect();
      const [x, y] = [(event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height];
      if (target === panel || !(x >= 0 && x <= 1 && y >= 0 && y <= 1)) continue;
      drop = { target, side: sideAt(x, y) };
      place(mark, box, drop.side);
    }
    mark.hidden = drop === null;
  });
  head.addEventListener('pointerup', () => {
    const dropped = drop;
    end();
    if (dropped !== null) onDrop(dropped.target, dropped.side);
  });
  head.addEventListener('pointercancel', end);
}

function place(mark: HTMLElement, box: DOMRect, side: DropSide): void {
  const isBeside = side === 'left' || side === 'right';
  const isStacked = side === 'above' || side === 'below';
  const width = isBeside ? box.width * EDGE : box.width;
  const height = isStacked ? box.height * EDGE : box.height;
  mark.style.left = `${side === 'right' ? box.right - width : box.left}px`;
  mark.style.top = `${side === 'below' ? box.bottom - height : box.top}px`;
  mark.style.width = `${width}px`;
  mark.style.height = `${height}px`;
  mark.dataset.side = side;
}
