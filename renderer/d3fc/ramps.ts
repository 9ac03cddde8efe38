/** The diverging colours of styles/tokens.css as a legend shows them. */
export const DIVERGING_RAMP = 'linear-gradient(90deg, var(--down), var(--chart-neutral), var(--up))';
