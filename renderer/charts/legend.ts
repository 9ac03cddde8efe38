/** One entry of a chart's legend. */
export interface LegendItem {
  readonly label: string;
  /** Current value, already formatted; empty = none. */
  readonly value?: string;
  readonly mark: 'line' | 'dash' | 'area' | 'ramp' | 'note';
  /** CSS colour of the mark; for a ramp a CSS gradient. */
  readonly color?: string;
}

/** Writes the entries into `root`, touching only what changed: legends are updated every second. */
export function updateLegend(root: HTMLElement, items: readonly LegendItem[]): void {
  while (root.children.length > items.length) root.lastElementChild?.remove();
  items.forEach((item, i) => {
    const entry = (root.children[i] as HTMLElement | undefined) ?? createEntry(root);
    const [mark, label, value] = entry.children as unknown as [HTMLElement, HTMLElement, HTMLElement];
    const kind = `mark ${item.mark}`;
    if (mark.className !== kind) mark.className = kind;
    mark.style.setProperty('--mark', item.color ?? 'transparent');
    setText(label, item.label);
    setText(value, item.value ?? '');
  });
}

function createEntry(root: HTMLElement): HTMLElement {
  const entry = document.createElement('span');
  entry.className = 'entry';
  for (const name of ['mark', 'label', 'value']) {
    const part = document.createElement('span');
    part.className = name;
    entry.append(part);
  }
  root.append(entry);
  return entry;
}

function setText(element: HTMLElement, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}
