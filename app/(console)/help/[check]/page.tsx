import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { CheckPage } from '@/components/reports/check-page';
import { titleOf } from '@/lib/findings';
import { codeOfSlug } from '@/lib/findings/pages';

type Props = { params: Promise<{ check: string }> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const code = codeOfSlug((await params).check);
  return { title: code === null ? 'Not found' : titleOf(code).name };
}

/** The page of our documentation for one check. */
export default async function HelpPage({ params }: Props) {
  const code = codeOfSlug((await params).check);
  if (code === null) notFound();
  return <CheckPage code={code} />;
}
