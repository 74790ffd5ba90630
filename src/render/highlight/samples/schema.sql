-- Orders, one partition a month.
CREATE TYPE status AS ENUM ('new', 'paid');
CREATE TABLE public.orders (
  id         UUID PRIMARY KEY DEFAULT gen_random_uuid(),
  user_id    BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  total      NUMERIC(10, 2) CHECK (total >= 0),
  data       JSONB DEFAULT '{}'::jsonb,
  created_at TIMESTAMPTZ NOT NULL DEFAULT now(),
  CONSTRAINT one_open UNIQUE (user_id, "Order No")
) PARTITION BY RANGE (created_at);

CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS orders_user_idx ON orders USING btree (user_id DESC) WHERE total > 0;

WITH RECURSIVE tree (id, parent, depth) AS (
  SELECT id, parent_id, 1 FROM nodes WHERE parent_id IS NULL
  UNION ALL
  SELECT n.id, n.parent_id, t.depth + 1 FROM nodes n INNER JOIN tree t ON t.id = n.parent_id
)
SELECT u.name, count(*) FILTER (WHERE o.total > 1e2) AS big,
       row_number() OVER (PARTITION BY u.id ORDER BY o.created_at DESC NULLS LAST) AS rank,
       COALESCE(o.data ->> 'note', 'none') || '!' AS note
FROM users u CROSS JOIN LATERAL (SELECT * FROM orders WHERE user_id = u.id) o
WHERE u.email ILIKE '%@example.org' AND o.created_at BETWEEN $1 AND :until AND o.id NOT IN (1, 2)
GROUP BY 1 HAVING sum(o.total) <> 0.5 LIMIT 10 OFFSET 20;

CREATE OR REPLACE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' THEN
    NEW.updated_at := now(); -- set it
  END IF;
  RETURN NEW;
END;
$$;

INSERT INTO t (a, b) VALUES (1, 'it''s'), (2, NULL) ON CONFLICT (a) DO UPDATE SET b = EXCLUDED.b RETURNING *;
/* MySQL */ ALTER TABLE `orders` ADD COLUMN n INT UNSIGNED AUTO_INCREMENT;
explain analyze select distinct x from y;
