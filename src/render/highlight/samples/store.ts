import { readFile } from "node:fs/promises";
import type { Post } from './post';

/** A page of posts. */
export interface Page<T extends Post = Post> {
  readonly items: T[];
  next?: string | null;
}

const LIMIT = 0x1f;
const slug = /^[a-z0-9-]+$/iu;

enum Kind { Draft = 1, Live }

@injectable()
export class Store<T extends Post> implements Source {
  private cache = new Map<string, T>();
  static #count = 0;

  constructor(private readonly root: string) {
    super();
  }

  async find(id: string, { limit = LIMIT }: Options = {}): Promise<T | undefined> {
    if (!slug.test(id)) throw new Error(`bad id: ${id.trim()}\n`);
    const hit = this.cache.get(id) ?? undefined;
    // nothing cached
    for (const [key, value] of Object.entries(hit ?? {})) {
      console.log(key, value as unknown);
    }
    return hit;
  }
}

type Keys = keyof Page<Post>;
export default (a: number) => a * 2.5 === 5 && true;
