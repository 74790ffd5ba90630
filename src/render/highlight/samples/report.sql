-- Spend of a team, by month.
CREATE TABLE IF NOT EXISTS spend (
  id BIGINT PRIMARY KEY,
  team VARCHAR(64) NOT NULL DEFAULT 'none',
  paid_on DATE REFERENCES days (id)
);

WITH monthly AS (
  SELECT date_trunc('month', paid_on) AS month, SUM(amount) AS total, COUNT(*)
  FROM spend s
  LEFT JOIN teams t ON t.name = s.team AND t.active IS TRUE
  WHERE amount > 10.5 OR team LIKE 'it''s%'
  GROUP BY 1
)
SELECT CASE WHEN total >= 100 THEN "big" ELSE NULL END FROM monthly ORDER BY total DESC LIMIT 5;
/* done */
UPDATE spend SET team = $1 WHERE id = 7;
