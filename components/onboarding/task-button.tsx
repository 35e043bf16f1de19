import { StartConnection } from '@/components/connections/start-connection';
import { ButtonLink } from '@/components/ui/button';
import type { ButtonLook } from '@/components/ui/button-style';
import type { FormAction } from '@/lib/form-state';
import type { TaskButton as Button } from '@/lib/onboarding';

type TaskButtonProps = ButtonLook & {
  button: Button | null;
  /** Makes a connection and opens its first step: what a button with `post` posts to. */
  start: FormAction;
};

/** The button of a task: a link to where it is done, or the form that begins to connect. Nothing where the viewer may not. */
export function TaskButton({ button, start, ...look }: TaskButtonProps) {
  if (!button) return null;
  if (button.post) {
    return (
      <StartConnection action={start} tenantId={button.post.tenantId}>
        {button.label}
      </StartConnection>
    );
  }
  return (
    <ButtonLink href={button.href} {...look}>
      {button.label}
    </ButtonLink>
  );
}
