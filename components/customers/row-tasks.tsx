import { Since } from '@/components/onboarding/since';
import { TaskButton } from '@/components/onboarding/task-button';
import { stateWord, turnWords } from '@/components/onboarding/task-cards';
import { Segments } from '@/components/ui/segments';
import { StatusGlyph } from '@/components/ui/status';
import type { FormAction } from '@/lib/form-state';
import type { Progress, Task } from '@/lib/onboarding';

type RowTasksProps = { name: string; progress: Progress; now: string; start: FormAction };

/** Completed / total of a row; pressing it opens the tasks, each with its button. Of one name, so one is open at a time. */
export function RowTasks({ name, progress, now, start }: RowTasksProps) {
  const counted = progress.tasks.filter((task) => !task.optional);
  return (
    <details name="row-tasks" className="relative w-fit">
      <summary className="flex h-7 items-center rounded-sm hover:[&_.tabular]:text-accent">
        <Segments
          items={counted.map((task) => ({ name: task.title, status: task.state }))}
          label={`Tasks of ${name}`}
        />
      </summary>
      <div className="absolute top-full left-0 z-30 mt-1 w-96 max-w-[calc(100vw-3rem)] rounded border border-line bg-raised p-2 whitespace-normal shadow-float">
        <p className="px-2 pt-1 pb-2 text-xs text-muted">
          {name}: {progress.completed} of {progress.total} tasks done
        </p>
        <ul className="flex flex-col">
          {progress.tasks.map((task) => (
            <li key={task.key} className="flex items-start gap-2.5 rounded-sm px-2 py-1.5">
              <StatusGlyph status={task.state} className="mt-0.5" />
              <span className="sr-only">{stateWord(task)}: </span>
              <TaskWords task={task} now={now} />
              {task.state !== 'done' && <TaskButton button={short(task)} start={start} size="sm" />}
            </li>
          ))}
        </ul>
      </div>
    </details>
  );
}

function TaskWords({ task, now }: { task: Task; now: string }) {
  return (
    <span className="flex min-w-0 flex-1 flex-col">
      <span>
        {task.title}
        {task.optional && <span className="text-muted"> (optional)</span>}
      </span>
      {task.turn && (
        <span className="text-xs text-muted">
          {turnWords(task)}
          {task.since && (
            <>
              {', '}
              <Since iso={task.since} now={now} />
            </>
          )}
        </span>
      )}
    </span>
  );
}

/** The narrow panel has no room for the long words of the wizard's button. */
function short(task: Task) {
  const { button } = task;
  return button && button.label.length > 20 ? { ...button, label: 'Connect' } : button;
}
