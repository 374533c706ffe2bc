import { useCallback, useState } from 'react';
import { CanvasArea } from '../canvas/canvas-area.tsx';
import { EmptyHint } from '../canvas/empty-hint.tsx';
import { Toolbar } from '../canvas/toolbar.tsx';
import { HistoryStrip } from '../gallery/history-strip.tsx';
import { GenerateBar } from '../generate/generate-bar.tsx';
import { GenerationError } from '../generate/generation-error.tsx';
import { MethodPicker } from '../generate/method-picker.tsx';
import { PictureNotes } from '../generate/picture-notes.tsx';
import { PictureSettings } from '../generate/picture-settings.tsx';
import { ProgressCard } from '../generate/progress-card.tsx';
import { AnswerDialog } from '../panels/answer-dialog.tsx';
import { BoxList } from '../panels/box-list.tsx';
import { Inspector } from '../panels/inspector.tsx';
import { PasteDialog } from '../panels/paste-dialog.tsx';
import { PromptPanel } from '../panels/prompt-panel.tsx';
import { ScenePanel } from '../panels/scene-panel.tsx';
import { strings } from '../strings.ts';
import { ToastList } from '../ui/toasts.tsx';
import { Header } from './header.tsx';
import { ShortcutSheet } from './shortcut-sheet.tsx';
import { useTheme } from './theme.ts';
import { useClipboard } from './use-clipboard.ts';
import { useShortcuts } from './use-shortcuts.ts';

type OpenDialog = { readonly kind: 'shortcuts' | 'answer' } | { readonly kind: 'paste'; readonly text: string };

/** The window: what to draw on the left, the page in the middle, how to draw it on the right, what was drawn below. */
export function App() {
  const theme = useTheme();
  const [dialog, setDialog] = useState<OpenDialog | null>(null);
  const close = useCallback(() => {
    setDialog(null);
  }, []);
  const showShortcuts = useCallback(() => {
    setDialog({ kind: 'shortcuts' });
  }, []);
  const showAnswer = useCallback(() => {
    setDialog({ kind: 'answer' });
  }, []);
  const showPaste = useCallback((text = '') => {
    setDialog({ kind: 'paste', text });
  }, []);
  useShortcuts(showShortcuts);
  useClipboard(showPaste);

  return (
    <div className="app">
      <Header onShortcuts={showShortcuts} />
      <aside className="panel left" aria-label={strings.panels.layout}>
        <div className="panel-scroll">
          <PromptPanel
            onPaste={() => {
              showPaste();
            }}
            onShowAnswer={showAnswer}
          />
          <BoxList />
          <ScenePanel />
        </div>
      </aside>
      <main className="workspace">
        <CanvasArea theme={theme} />
        <Toolbar />
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
      {dialog?.kind === 'shortcuts' && <ShortcutSheet onClose={close} />}
      {dialog?.kind === 'answer' && <AnswerDialog onClose={close} />}
      {dialog?.kind === 'paste' && <PasteDialog initial={dialog.text} onClose={close} />}
    </div>
  );
}
