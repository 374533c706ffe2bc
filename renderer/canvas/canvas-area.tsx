import { useEffect, useMemo, useRef } from 'react';
import { Layer, Stage } from 'react-konva';
import { useDocument, useEditor, useStudio } from '../app/studio.ts';
import { HeatLayer } from '../attention/heat-layer.tsx';
import { colorOf } from '../editor/colors.ts';
import { selectionFrame } from '../editor/hit.ts';
import { strings } from '../strings.ts';
import { BoxShape } from './box-shape.tsx';
import { canvasThemes } from './canvas-theme.ts';
import { CaptionEditor } from './caption-editor.tsx';
import { chipMeasure } from './chip-text.ts';
import { Curtain } from './curtain.tsx';
import { OverlayShapes } from './overlay.tsx';
import { Page } from './page.tsx';
import { SelectionFrame } from './selection-frame.tsx';
import { usePicture } from './use-picture.ts';
import { usePointer } from './use-pointer.ts';

/** The page with its boxes. Konva only draws; pointers go to the tools, which know the geometry themselves. */
export function CanvasArea({ theme }: { readonly theme: 'light' | 'dark' }) {
  const { editor } = useStudio();
  const ref = useRef<HTMLDivElement>(null);
  const pointer = usePointer(ref);
  const measure = useMemo(chipMeasure, []);
  const colors = canvasThemes[theme];
  const { layout, selection, colors: boxColors } = useDocument((state) => state);
  const { view, stage, overlay, showBoxes, showPicture } = useEditor((state) => state);
  const picture = usePicture();
  const frame = showBoxes ? selectionFrame(layout.boxes, selection) : null;

  useEffect(() => {
    const area = ref.current;
    if (area === null) return;
    const observer = new ResizeObserver(() => {
      editor.resizeStage(area.clientWidth, area.clientHeight);
    });
    observer.observe(area);
    return () => {
      observer.disconnect();
    };
  }, [editor]);

  return (
    <>
      <div
        ref={ref}
        className="canvas-area"
        role="application"
        aria-label={strings.canvas.label}
        tabIndex={0}
        {...pointer}
      >
        <Stage width={stage.width} height={stage.height} listening={false}>
          <Layer listening={false}>
            <Page canvas={layout.canvas} view={view} theme={colors} picture={showPicture ? picture : null} />
            {showPicture && <Curtain canvas={layout.canvas} view={view} />}
            {showPicture && <HeatLayer canvas={layout.canvas} view={view} />}
          </Layer>
          <Layer listening={false}>
            {showBoxes &&
              layout.boxes
                .filter((box) => !box.hidden)
                .map((box) => (
                  <BoxShape
                    key={box.id}
                    box={box}
                    color={colorOf(boxColors, box.id)}
                    view={view}
                    selected={selection.includes(box.id)}
                    measure={measure}
                    edge={view.left + layout.canvas.width * view.scale}
                  />
                ))}
            {frame !== null && (
              <SelectionFrame
                frame={frame}
                view={view}
                theme={colors}
                group={selection.length > 1}
                color={selection.length > 1 ? colors.accent : colorOf(boxColors, selection[0] ?? '')}
              />
            )}
            <OverlayShapes overlay={overlay} canvas={layout.canvas} view={view} theme={colors} />
          </Layer>
        </Stage>
      </div>
      <CaptionEditor />
    </>
  );
}
