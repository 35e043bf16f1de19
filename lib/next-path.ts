/**
 * A path of this site to go to after signing in, or Home. Anything that a browser could read as another site (a scheme, two
 * slashes, a backslash, control characters) and the sign-in pages themselves become Home.
 */
export function safeNextPath(wanted: string | undefined): string {
  if (!wanted?.startsWith('/') || /[\\\p{Cc}]/u.test(wanted) || wanted.startsWith('//')) return '/';
  const here = 'http://here.invalid';
  if (!URL.canParse(wanted, here)) return '/';
  const url = new URL(wanted, here);
  // Dots can fold into a second slash ("/.//elsewhere"), so what was parsed is looked at once more.
  if (url.origin !== here || url.pathname.startsWith('//')) return '/';
  if (/^\/(sign-in|setup|api)(\/|$)/.test(url.pathname)) return '/';
  return `${url.pathname}${url.search}`;
}
