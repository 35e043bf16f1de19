/** An error that AWS would answer with: its code, its HTTP status and its sentence. */
export class AwsFault extends Error {
  readonly code: string;
  readonly status: number;
  /** Further members of the error's body (`Region`) or headers (`x-amz-bucket-region`), by name. */
  readonly extra: Record<string, string>;

  constructor(code: string, detail: { status: number; message: string; extra?: Record<string, string> }) {
    super(detail.message);
    this.name = 'AwsFault';
    this.code = code;
    this.status = detail.status;
    this.extra = detail.extra ?? {};
  }
}
