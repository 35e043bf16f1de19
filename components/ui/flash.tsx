import { Callout, type Tone } from '@/components/ui/callout';

export type FlashMessage = { tone?: Tone; title: string; text?: string };

/** What the last act did, once, at the top of the page it led to. Nothing floats and nothing disappears by itself. */
export function Flash({ flash }: { flash: FlashMessage | null | undefined }) {
  if (!flash) return null;
  return (
    <Callout tone={flash.tone ?? 'ok'} title={flash.title} live>
      {flash.text}
    </Callout>
  );
}
