/** Colours that Konva needs by value: it can not read the style sheet. */
export interface CanvasTheme {
  readonly page: string;
  readonly grid: string;
  readonly edge: string;
  readonly shadow: string;
  readonly handle: string;
  readonly accent: string;
  readonly guide: string;
}

export const canvasThemes: Record<'light' | 'dark', CanvasTheme> = {
  dark: {
    page: '#191e27',
    grid: '#232a35',
    edge: '#2c3542',
    shadow: 'rgba(0, 0, 0, 0.45)',
    handle: '#ffffff',
    accent: '#7c9cff',
    guide: '#ff4fa3',
  },
  light: {
    page: '#ffffff',
    grid: '#edf0f5',
    edge: '#d2d7e0',
    shadow: 'rgba(30, 41, 66, 0.18)',
    handle: '#ffffff',
    accent: '#3d63e6',
    guide: '#e0218a',
  },
};

export const canvasFont = 'Inter, system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif';
