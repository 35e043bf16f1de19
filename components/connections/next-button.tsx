import { SubmitButton } from '@/components/ui/submit-button';

/** The one primary button at the end of a step; readers see the step without it. */
export function NextButton({ may, children = 'Next' }: { may: boolean; children?: string }) {
  if (!may) return null;
  return <SubmitButton className="self-start">{children}</SubmitButton>;
}
