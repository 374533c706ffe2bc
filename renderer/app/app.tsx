import { useCallback } from 'react';
import { CanvasArea } from '../canvas/canvas-area.tsx';
import { CurtainBar } from '../canvas/curtain-bar.tsx';
import { EmptyHint } from '../canvas/empty-hint.tsx';
import { Toolbar } from '../canvas/toolbar.tsx';
import { HistoryStrip } from '../gallery/history-strip.tsx';
import { useDrop } from '../files/use-drop.ts';
import { GenerateBar } from '../generate/generate-bar.tsx';
import { GenerationError } from '../generate/generation-error.tsx';
import { MethodPicker } from '../generate/method-picker.tsx';
import { PictureNotes } from '../generate/picture-notes.tsx';
import { PictureSettings } from '../generate/picture-settings.tsx';
import { ProgressCard } from '../generate/progress-card.tsx';
import { BoxList } from '../panels/box-list.tsx';
import { Inspector } from '../panels/inspector.tsx';
import { PromptPanel } from '../panels/prompt-panel.tsx';
import { ScenePanel } from '../panels/scene-panel.tsx';
import { strings } from '../strings.ts';
import { ToastList } from '../ui/toasts.tsx';
import { DialogHost } from './dialog-host.tsx';
import { Header } from './header.tsx';
import { useStudio } from './studio.ts';
import { useTheme } from './theme.ts';
import { useClipboard } from './use-clipboard.ts';
import { useShortcuts } from './use-shortcuts.ts';

/** The window: what to draw on the left, the page in the middle, how to draw it on the right, what was drawn below. */
export function App() {
  const theme = useTheme();
  const { dialogs } = useStudio();
  const dropping = useDrop();
  const showShortcuts = useCallback(() => {
    dialogs.open({ kind: 'shortcuts' });
  }, [dialogs]);
  const showPaste = useCallback(
    (text: string) => {
      dialogs.open({ kind: 'paste', text });
    },
    [dialogs],
  );
  useShortcuts(showShortcuts);
  useClipboard(showPaste);

  return (
    <div className="app">
      <Header onShortcuts={showShortcuts} />
      <aside className="panel left" aria-label={strings.panels.layout}>
        <div className="panel-scroll">
          <PromptPanel />
          <BoxList />
          <ScenePanel />
        </div>
      </aside>
      <main className="workspace">
        <CanvasArea theme={theme} />
        <Toolbar />
        <CurtainBar />
        <EmptyHint />
        <div className="canvas-notes">
          <ToastList />
          <PictureNotes />
          <GenerationError />
          <ProgressCard />
        </div>
      </main>
      <aside className="panel right" aria-label={strings.panels.picture}>
        <div className="panel-scroll">
          <MethodPicker />
          <Inspector />
          <PictureSettings />
        </div>
        <GenerateBar />
      </aside>
      <HistoryStrip />
      {dropping && <p className="drop-hint">{strings.files.drop}</p>}
      <DialogHost />
    </div>
  );
}
