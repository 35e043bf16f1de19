import { Form } from '@/components/ui/form';
import { MENU_ITEM } from '@/components/ui/menu';
import type { FormAction } from '@/lib/form-state';

export function SignOut({ action }: { action: FormAction }) {
  return (
    <Form action={action}>
      <button type="submit" className={MENU_ITEM}>
        Sign out
      </button>
    </Form>
  );
}
