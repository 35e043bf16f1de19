/** The first thing that Tab reaches: jumps over the navigation to the element with the id `main`. */
export function SkipLink() {
  return (
    <a
      href="#main"
      className="sr-only focus:not-sr-only focus:fixed focus:top-2 focus:left-2 focus:z-50 focus:rounded focus:bg-raised focus:px-3 focus:py-2 focus:font-medium focus:text-accent focus:shadow-float"
    >
      Skip to content
    </a>
  );
}
