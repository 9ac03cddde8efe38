import { h } from './dom.ts';

export interface SplitterHooks {
  readonly label: string;
  /** Direction of the line itself: a vertical line moves left and right. */
  readonly orientation: 'vertical' | 'horizontal';
  /** Moves the border by so many pixels from where the drag (or key) began. */
  readonly onMove: (deltaPx: number, phase: 'start' | 'move' | 'end') => void;
  readonly onReset: () => void;
  readonly testId: string;
}

const KEY_STEP_PX = 16;

/** A border between panels: dragged with the pointer, moved with the arrow keys, put back with a double click. */
export function createSplitter(hooks: SplitterHooks): HTMLElement {
  const isVertical = hooks.orientation === 'vertical';
  const element = h('div', {
    class: `splitter ${hooks.orientation}`,
    role: 'separator',
    tabindex: '0',
    'aria-orientation': hooks.orientation,
    'aria-label': hooks.label,
    'aria-valuemin': '0',
    'aria-valuemax': '100',
    'data-testid': hooks.testId,
    title: 'Drag or use the arrow keys; double click for equal sizes',
  });
  let startPx = 0;
  const at = (event: PointerEvent) => (isVertical ? event.clientX : event.clientY);
  element.addEventListener('pointerdown', (event) => {
    if (event.button !== 0) return;
    event.preventDefault();
    element.focus();
    element.setPointerCapture(event.pointerId);
    startPx = at(event);
    hooks.onMove(0, 'start');
  });
  element.addEventListener('pointermove', (event) => {
    if (element.hasPointerCapture(event.pointerId)) hooks.onMove(at(event) - startPx, 'move');
  });
  element.addEventListener('lostpointercapture', () => hooks.onMove(0, 'end'));
  element.addEventListener('dblclick', hooks.onReset);
  element.addEventListener('keydown', (event) => {
    const back = isVertical ? 'ArrowLeft' : 'ArrowUp';
    const forth = isVertical ? 'ArrowRight' : 'ArrowDown';
    if (event.key !== back && event.key !== forth) return;
    event.preventDefault();
    const step = KEY_STEP_PX * (event.shiftKey ? 4 : 1);
    hooks.onMove(0, 'start');
    hooks.onMove(event.key === forth ? step : -step, 'move');
    hooks.onMove(0, 'end');
  });
  return element;
}
