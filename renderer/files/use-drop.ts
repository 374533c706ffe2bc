import { useEffect, useState } from 'react';
import { useStudio } from '../app/studio.ts';
import { importFile } from './import-file.ts';

const holdsFile = (event: DragEvent): boolean => event.dataTransfer?.types.includes('Files') === true;

/** Files that are dropped anywhere on the window are read. Tells whether one is being held over it. */
export function useDrop(): boolean {
  const studio = useStudio();
  const [over, setOver] = useState(false);
  useEffect(() => {
    const move = (event: DragEvent): void => {
      if (!holdsFile(event)) return;
      event.preventDefault(); // else the window would show the file instead of the studio
      setOver(true);
    };
    const leave = (event: DragEvent): void => {
      if (event.relatedTarget === null) setOver(false);
    };
    const drop = (event: DragEvent): void => {
      if (!holdsFile(event)) return;
      event.preventDefault();
      setOver(false);
      const file = event.dataTransfer?.files[0];
      if (file !== undefined) studio.attempt(importFile(studio, file));
    };
    window.addEventListener('dragover', move);
    window.addEventListener('dragleave', leave);
    window.addEventListener('drop', drop);
    return () => {
      window.removeEventListener('dragover', move);
      window.removeEventListener('dragleave', leave);
      window.removeEventListener('drop', drop);
    };
  }, [studio]);
  return over;
}
