import React, { useState, type FC } from 'react';

interface Props<T extends object = {}> {
  items: readonly T[];
  title?: string;
  onSelect(item: T): void;
}

type Keys<T> = { [K in keyof T]: T[K] extends string ? K : never }[keyof T];

const cache = new Map<string, Promise<Response>>();

export const List: FC<Props> = ({ items, title = "None", onSelect }) => {
  const [open, setOpen] = useState<boolean>(false);
  const total = items.reduce((sum, item) => sum + (item as any).price, 0);

  return (
    <section className="list" data-open={open} {...rest}>
      <h1>It's {title ?? 'untitled'} &amp; more</h1>
      {/* a note */}
      {open && items.map((item) => (
        <Item.Row key={item.id} onClick={() => onSelect(item)} style={{ color: 'red' }}>
          {`${item.name}: ${total.toFixed(2)} €`}
        </Item.Row>
      ))}
      <button disabled onClick={() => setOpen(!open)}>Toggle</button>
      <>
        <input type="text" value={title} />
      </>
    </section>
  );
};

export async function* pages(url: URL): AsyncGenerator<string, void, unknown> {
  for await (const chunk of stream(url)) yield chunk;
}

const identity = <T,>(x: T): T => x;
