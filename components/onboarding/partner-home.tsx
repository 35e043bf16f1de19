import { Since } from '@/components/onboarding/since';
import { TaskButton } from '@/components/onboarding/task-button';
import { ButtonLink } from '@/components/ui/button';
import { cx } from '@/components/ui/cx';
import { EmptyState } from '@/components/ui/empty-state';
import { TextLink } from '@/components/ui/link';
import { Segments } from '@/components/ui/segments';
import { StatusGlyph } from '@/components/ui/status';
import { Table, TableCell, TableRow } from '@/components/ui/table';
import type { FormAction } from '@/lib/form-state';
import { headlineOf, type Progress } from '@/lib/onboarding';
import { STATUS_WORDS, type Status } from '@/lib/status';
import { formatDate } from '@/lib/time';

export type HomeTurn = '' | 'partner' | 'tenant' | 'aws' | 'done';

export type HomeRow = { id: string; name: string; parentName: string | null; progress: Progress };

type Counts = Record<Exclude<HomeTurn, ''>, number>;

const counters = [
  { turn: 'partner', label: 'Needs you', status: 'attention' },
  { turn: 'tenant', label: 'Waiting for customers', status: 'waiting' },
  { turn: 'aws', label: 'Waiting for AWS', status: 'waiting' },
  { turn: 'done', label: 'Done this month', status: 'done' },
] as const satisfies { turn: HomeTurn; label: string; status: Status }[];

/** How many tenants wait for whom; each number is a link that keeps only its rows, pressed again all of them. */
export function HomeCounts({ counts, turn }: { counts: Counts; turn: HomeTurn }) {
  return (
    <nav aria-label="Whose turn it is">
      <ul className="grid grid-cols-2 overflow-hidden rounded border border-line bg-surface lg:grid-cols-4">
        {counters.map((counter, index) => (
          <li
            key={counter.turn}
            className={cx(
              'flex',
              index > 0 && 'border-line lg:border-l',
              index % 2 === 1 && 'border-l',
              index > 1 && 'border-t lg:border-t-0',
            )}
          >
            <a
              href={counter.turn === turn ? '/' : `/?turn=${counter.turn}`}
              aria-current={counter.turn === turn ? 'true' : undefined}
              className={cx(
                'flex w-full flex-col gap-1 border-b-2 px-4 py-3 no-underline transition-colors focus-visible:-outline-offset-2',
                counter.turn === turn ? 'border-accent bg-accent-soft' : 'border-transparent hover:bg-sunken',
              )}
            >
              <span className="flex items-center gap-1.5 text-xs text-muted">
                <StatusGlyph status={counts[counter.turn] > 0 ? counter.status : 'not_available'} />
                {counter.label}
              </span>
              <span className="tabular text-xl font-semibold text-ink">{counts[counter.turn]}</span>
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}

type HomeRowsProps = {
  rows: readonly HomeRow[];
  more: number;
  turn: HomeTurn;
  hasCustomers: boolean;
  mayAdd: boolean;
  now: string;
  start: FormAction;
};

const columns = [
  { key: 'name', label: 'Customer' },
  { key: 'parent', label: 'Parent', className: 'max-md:hidden' },
  { key: 'progress', label: 'Progress' },
  { key: 'next', label: 'Next' },
  { key: 'since', label: 'Since', align: 'right' },
  { key: 'button', label: 'Start the task', quiet: true },
] as const;

/** Who is still onboarding, most stuck first: progress, what is next and since when, and the button. */
export function HomeRows(props: HomeRowsProps) {
  const { rows, more, turn, now, start } = props;
  if (rows.length === 0) return <NoRows {...props} />;
  return (
    <>
      <Table label={turn === 'done' ? 'Done this month' : 'Still onboarding'} columns={columns} stickyFirst>
        {rows.map((row) => (
          <TableRow key={row.id}>
            <TableCell head className="max-w-64 min-w-44">
              <span className="flex items-center gap-2">
                <RowGlyph row={row} />
                <TextLink plain href={`/customers/${row.id}`} className="truncate">
                  {row.name}
                </TextLink>
              </span>
            </TableCell>
            <TableCell muted className="max-w-48 truncate max-md:hidden">
              {row.parentName}
            </TableCell>
            <TableCell>
              <Segments
                items={row.progress.tasks.filter((task) => !task.optional).map(segment)}
                href={`/customers/${row.id}`}
                label={row.name}
              />
            </TableCell>
            <TableCell className="min-w-48">
              <Next progress={row.progress} />
            </TableCell>
            <TableCell align="right" muted>
              {row.progress.next ? (
                <Since iso={row.progress.next.since} now={now} />
              ) : (
                row.progress.doneAt && formatDate(row.progress.doneAt)
              )}
            </TableCell>
            <TableCell align="right" className="whitespace-nowrap">
              <TaskButton button={shortened(row)} start={start} size="sm" />
            </TableCell>
          </TableRow>
        ))}
      </Table>
      {more > 0 && (
        <p className="text-muted">
          {more} more. <TextLink href="/customers">See all customers</TextLink>
        </p>
      )}
    </>
  );
}

function segment(task: Progress['tasks'][number]) {
  return { name: task.title, status: task.state, note: task.turn ? task.turn.who : undefined };
}

/** In a row the wizard's button says less: the row names the customer and the step. */
function shortened(row: HomeRow) {
  const button = row.progress.next?.button ?? null;
  if (!button || row.progress.next?.key === 'contract_active') return button;
  return button.label.startsWith('Continue connecting') || button.post
    ? { ...button, label: 'Connect' }
    : button;
}

function RowGlyph({ row }: { row: HomeRow }) {
  const status = glyphOf(row.progress);
  return (
    <>
      <StatusGlyph status={status} />
      <span className="sr-only">{STATUS_WORDS[status]}: </span>
    </>
  );
}

/** By whose turn it is; what has failed says so whoever is to mend it. */
function glyphOf(progress: Progress): Status {
  if (progress.done) return 'done';
  if (progress.status === 'failed' || progress.status === 'not_available') return progress.status;
  return progress.next?.turn?.side === 'partner' ? 'attention' : 'waiting';
}

function Next({ progress }: { progress: Progress }) {
  if (!progress.next) return <span className="text-muted">Onboarding is complete</span>;
  return <span>{headlineOf(progress.next)}</span>;
}

function NoRows({ turn, hasCustomers, mayAdd }: HomeRowsProps) {
  const add = mayAdd && (
    <ButtonLink href="/customers/new" variant="primary" icon="plus">
      Add customer
    </ButtonLink>
  );
  if (!hasCustomers) {
    return (
      <EmptyState icon="building" action={add}>
        Customers that are being onboarded will be here, with whose turn it is.
      </EmptyState>
    );
  }
  if (turn !== '') {
    return (
      <EmptyState icon="check" action={<ButtonLink href="/">Show everybody who is onboarding</ButtonLink>}>
        {turn === 'done' ? 'Nobody has finished onboarding this month.' : 'Nobody is here now.'}
      </EmptyState>
    );
  }
  return (
    <EmptyState icon="check" action={<ButtonLink href="/customers">Open customers</ButtonLink>}>
      Every customer is onboarded. Whoever is added next will be here.
    </EmptyState>
  );
}
