import { Since } from '@/components/onboarding/since';
import { TaskButton } from '@/components/onboarding/task-button';
import { cx } from '@/components/ui/cx';
import { StatusBadge, StatusGlyph } from '@/components/ui/status';
import { Time } from '@/components/ui/time';
import type { FormAction } from '@/lib/form-state';
import type { Progress, Task } from '@/lib/onboarding';
import { STATUS_WORDS } from '@/lib/status';

type TaskCardsProps = {
  progress: Progress;
  now: string;
  start: FormAction;
  timeZone?: string;
  /** The page has its one button elsewhere: the cards then carry none of their own. */
  buttonElsewhere?: boolean;
};

/** The tasks of a tenant in order, each with its state, whose turn it is, since when, and its button. */
export function TaskCards({ progress, now, start, timeZone, buttonElsewhere }: TaskCardsProps) {
  return (
    <ol className="flex flex-col">
      {progress.tasks.map((task) => (
        <li key={task.key} className="group/task relative pb-3 pl-9 last:pb-0">
          <span
            aria-hidden="true"
            className={cx(
              'absolute top-8 -bottom-2 left-[0.6875rem] w-px group-last/task:hidden',
              task.state === 'done' ? 'bg-ok' : 'bg-line',
            )}
          />
          <span className="absolute top-3.5 left-0 grid size-6 place-items-center rounded-full bg-ground">
            <StatusGlyph status={task.state} className="size-5" />
          </span>
          <TaskCard
            task={task}
            isNext={task === progress.next || task.key === progress.next?.key}
            now={now}
            timeZone={timeZone}
            button={
              buttonElsewhere ? null : <Button task={task} start={start} isNext={isNext(progress, task)} />
            }
          />
        </li>
      ))}
    </ol>
  );
}

function isNext(progress: Progress, task: Task): boolean {
  return progress.next?.key === task.key;
}

function Button({ task, start, isNext: isPrimary }: { task: Task; start: FormAction; isNext: boolean }) {
  if (!task.button) return null;
  return (
    <TaskButton button={task.button} start={start} size="sm" variant={isPrimary ? 'primary' : 'secondary'} />
  );
}

type TaskCardProps = {
  task: Task;
  isNext: boolean;
  now: string;
  timeZone?: string;
  button: React.ReactNode;
};

function TaskCard({ task, isNext: isDue, now, timeZone, button }: TaskCardProps) {
  return (
    <div
      className={cx(
        'flex flex-wrap items-center gap-x-4 gap-y-2 rounded border bg-surface px-4 py-3',
        isDue ? 'border-accent/50' : 'border-line',
      )}
    >
      <div className="flex min-w-0 flex-1 basis-64 flex-col gap-0.5">
        <h3
          className={cx(
            'text-sm',
            isDue || task.state !== 'not_started' ? 'font-semibold' : 'font-medium text-muted',
          )}
        >
          {task.title}
          {task.optional && <span className="font-normal text-muted"> (optional)</span>}
        </h3>
        {task.says && <p className="text-muted">{task.says}</p>}
      </div>
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2 text-xs text-muted">
        <Owner task={task} now={now} timeZone={timeZone} />
        <StatusBadge status={task.state} word={stateWord(task)} />
        {button}
      </div>
    </div>
  );
}

/** Whose turn, since when; of a task that is done, when it was. */
function Owner({ task, now, timeZone }: { task: Task; now: string; timeZone?: string }) {
  if (task.state === 'done') {
    return task.since && <Time iso={task.since} now={now} timeZone={timeZone} />;
  }
  if (!task.turn) return null;
  return (
    <span>
      <span className={task.turn.isYours ? 'font-medium text-ink' : undefined}>{turnWords(task)}</span>
      {task.since && (
        <>
          {', '}
          <Since iso={task.since} now={now} />
        </>
      )}
    </span>
  );
}

/** The state in a word: an optional task that was left out was skipped. */
export function stateWord(task: Task): string {
  return task.optional && task.state === 'not_available' ? 'Skipped' : STATUS_WORDS[task.state];
}

export function turnWords(task: Task): string {
  if (!task.turn) return '';
  if (task.turn.isYours) return 'Your turn';
  return task.turn.side === 'clock' ? `Waits for ${task.turn.who}` : `Waiting for ${task.turn.who}`;
}
