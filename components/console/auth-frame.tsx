import type { ReactNode } from 'react';
import { Brand } from '@/components/console/brand';
import { Streams } from '@/components/console/streams';

type AuthFrameProps = {
  title: string;
  /** One sentence under the title. */
  intro?: ReactNode;
  children: ReactNode;
  /** Under the card: another way in, who sent the invitation. */
  footer?: ReactNode;
  /** A sentence about the whole installation. */
  banner?: ReactNode;
};

/** The frame of pages without a session: sign in, activate, set up. */
export function AuthFrame({ title, intro, children, footer, banner }: AuthFrameProps) {
  return (
    <div className="relative isolate flex min-h-dvh flex-col overflow-hidden">
      <Streams />
      {banner && (
        <p className="border-b border-line bg-sunken px-4 py-1.5 text-center text-xs text-muted">{banner}</p>
      )}
      <main id="main" className="flex flex-1 flex-col items-center justify-center px-4 py-10">
        <div className="flex w-full max-w-[26rem] flex-col gap-6">
          <Brand className="self-center" />
          <div className="flex flex-col gap-6 rounded-xl border border-line bg-surface p-6 shadow-float sm:p-8">
            <header className="flex flex-col gap-1.5">
              <h1 className="text-lg font-semibold tracking-tight">{title}</h1>
              {intro && <div className="text-muted">{intro}</div>}
            </header>
            {children}
          </div>
          {footer && <div className="flex flex-col gap-1 text-center text-xs text-muted">{footer}</div>}
        </div>
      </main>
    </div>
  );
}
