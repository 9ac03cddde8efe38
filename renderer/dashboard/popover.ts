import { h, setText } from './dom.ts';

export interface Popover {
  /** The button with its popover. */
  readonly element: HTMLElement;
  setText(text: string): void;
  /** What the button says when the pointer rests on it. */
  setTitle(title: string): void;
  open(): void;
  close(): void;
  isOpen(): boolean;
}

export interface PopoverOptions {
  readonly label: string;
  readonly testId: string;
  readonly className: string;
  readonly content: HTMLElement;
  readonly onOpen?: () => unknown;
}

const DISTANCE_PX = 4;

/** A button that opens a small dialogue beside it; Escape or a click elsewhere closes it. */
export function createPopover(options: PopoverOptions): Popover {
  const id = `${options.testId}-popover`;
  const text = h('span');
  const button = h(
    'button',
    {
      type: 'button',
      class: options.className,
      popovertarget: id,
      'data-testid': options.testId,
      'aria-haspopup': 'dialog',
      title: options.label,
    },
    text,
  );
  const box = h(
    'div',
    { id, popover: 'auto', role: 'dialog', 'aria-label': options.label, class: 'popover' },
    options.content,
  );
  const place = () => {
    const anchor = button.getBoundingClientRect();
    const left = Math.min(anchor.left, window.innerWidth - box.offsetWidth - DISTANCE_PX);
    const below = anchor.bottom + DISTANCE_PX;
    const fitsBelow = below + box.offsetHeight <= window.innerHeight;
    box.style.left = `${Math.max(DISTANCE_PX, left)}px`;
    box.style.top = fitsBelow ? `${below}px` : 'auto';
    box.style.bottom = fitsBelow ? 'auto' : `${window.innerHeight - anchor.top + DISTANCE_PX}px`;
  };
  box.addEventListener('toggle', (event) => {
    if ((event as ToggleEvent).newState !== 'open') return;
    options.onOpen?.();
    place();
  });
  return {
    element: h('div', { class: 'popover-anchor' }, button, box),
    setText: (value) => setText(text, value),
    setTitle(title) {
      button.title = title;
    },
    open() {
      if (!box.matches(':popover-open')) box.showPopover();
    },
    close: () => box.hidePopover(),
    isOpen: () => box.matches(':popover-open'),
  };
}
