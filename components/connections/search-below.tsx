import { Disclosure } from '@/components/ui/disclosure';
import { Form } from '@/components/ui/form';
import { Input } from '@/components/ui/input';
import { SubmitButton } from '@/components/ui/submit-button';
import type { ConnectionView } from '@/lib/connection-views';
import type { FormAction } from '@/lib/form-state';

/** Where a bucket is too large to be searched whole: the folder to search instead. Nothing where nobody needs it. */
export function SearchBelow({ connection, action }: { connection: ConnectionView; action: FormAction }) {
  const { searchPrefix, validation } = connection;
  const searched = searchPrefix !== null && (
    <p className="text-muted">
      Only the folder <span className="font-mono break-all text-ink">{searchPrefix}</span> of the bucket is
      searched.
    </p>
  );
  const isNeeded = searchPrefix !== null || (validation.validatedAt !== null && !validation.complete);
  if (!isNeeded) return null;
  if (!connection.may.write || connection.blocked !== null) return searched;
  return (
    <>
      {searched}
      <Disclosure summary="Search one folder only" open={searchPrefix === null}>
        <Form
          action={action}
          hidden={{ connectionId: connection.id, version: String(connection.version) }}
          aria-label="Search one folder only"
        >
          <Input
            name="prefix"
            label="S3 path prefix"
            hint={`As Data Exports shows it for the report. ${searchPrefix === null ? 'Reports in other folders are not found then.' : 'Empty it to search the whole bucket again.'}`}
            defaultValue={searchPrefix ?? undefined}
            autoComplete="off"
            spellCheck={false}
            mono
            optional={searchPrefix !== null}
            required={searchPrefix === null}
          />
          <SubmitButton variant="secondary" className="self-start" pendingLabel="Looking into the folder…">
            Search
          </SubmitButton>
        </Form>
      </Disclosure>
    </>
  );
}
