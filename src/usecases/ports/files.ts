export interface FileState {
  readonly size: number;
  /** Names this version of the file. */
  readonly etag: string;
}

/** Another file was put where one is being read. */
export class FileChanged extends Error {
  override readonly name = 'FileChanged';
}

/** Files of people, which may be large. */
export interface Files {
  /** Undefined when there is no such file. */
  state(key: string): Promise<FileState | undefined>;
  /**
   * The bytes from an offset up to, and without, another one.
   * @throws FileChanged when the file is of another version.
   */
  read(key: string, from: number, to: number, etag: string): Promise<Uint8Array>;
  readText(key: string): Promise<string>;
  writeText(key: string, text: string): Promise<void>;
  /** Begins a file that is written in parts of at least 5 MB, the last one aside; answers with the id of the upload. */
  beginUpload(key: string): Promise<string>;
  /** Answers with the ETag of the part; the same number again replaces it. Numbers begin with 1. */
  uploadPart(key: string, uploadId: string, number: number, text: string): Promise<string>;
  /** Joins the parts; joining them again changes nothing. */
  completeUpload(key: string, uploadId: string, etags: readonly string[]): Promise<void>;
  /** An address where whoever knows it can put the file. */
  uploadUrl(key: string, seconds: number): Promise<string>;
  /** An address where whoever knows it can get the file, under a name. */
  downloadUrl(key: string, seconds: number, fileName: string): Promise<string>;
}
