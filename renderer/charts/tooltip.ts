export interface TooltipContent {
  readonly title: string;
  /** Label and text of each line. */
  readonly lines: readonly (readonly [label: string, text: string])[];
}

export interface Tooltip {
  readonly element: HTMLElement;
  /** Shows the content beside (x, y), inside an area of this size; null hides it. */
  show(
    content: (TooltipContent & { readonly x: number; readonly y: number }) | null,
    width: number,
    height: number,
  ): void;
}

const DISTANCE_PX = 12;

export function createTooltip(): Tooltip {
  const element = document.createElement('div');
  element.className = 'tooltip';
  element.hidden = true;
  const title = document.createElement('strong');
  const list = document.createElement('dl');
  element.append(title, list);
  return {
    element,
    show(content, width, height) {
      element.hidden = content === null;
      if (content === null) return;
      title.textContent = content.title;
      list.replaceChildren(
        ...content.lines.flatMap(([label, text]) => {
          const term = document.createElement('dt');
          const value = document.createElement('dd');
          term.textContent = label;
          value.textContent = text;
          return [term, value];
        }),
      );
      const { offsetWidth, offsetHeight } = element;
      const left =
        content.x + DISTANCE_PX + offsetWidth <= width
          ? content.x + DISTANCE_PX
          : content.x - DISTANCE_PX - offsetWidth;
      const top = Math.min(Math.max(0, content.y - offsetHeight / 2), Math.max(0, height - offsetHeight));
      element.style.transform = `translate(${Math.round(Math.max(0, left))}px, ${Math.round(top)}px)`;
    },
  };
}
