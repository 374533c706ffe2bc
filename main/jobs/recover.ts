import { uptime } from 'node:os';
import { AppError } from '../../preload/contract/errors.ts';
import type { Db } from '../store/db.ts';
import { adoptJob, listJobs, setJobState } from '../store/jobs.ts';

/**
 * Settles the jobs of processes that have ended. A job that was being drawn is not tried again by itself: it may be what
 * ended the process (memory), and a loop of restarts would help nobody.
 */
export function recoverJobs(db: Db, now: number): void {
  for (const job of listJobs(db, 0)) {
    if (isAlive(job.owner, job.createdAt, now)) continue;
    if (job.state === 'queued') adoptJob(db, job.id, process.pid);
    else {
      const error = new AppError(
        'engine_crashed',
        'LMD Studio ended while this picture was being drawn. The layout was kept: generate again to repeat it.',
      );
      setJobState(db, job.id, { state: 'failed', error: error.toData() });
    }
  }
}

/** Whether the process that owns a job still runs. Process ids are reused: ours and those from before the machine's start do not count. */
function isAlive(owner: number, since: number, now: number): boolean {
  if (owner === process.pid || since < now - uptime() * 1000) return false;
  try {
    process.kill(owner, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
