-- A fan-out makes its rows in one statement, so the database numbers them.
CREATE SEQUENCE deliveries_id_seq AS bigint OWNED BY deliveries.id;
ALTER TABLE deliveries ALTER COLUMN id SET DEFAULT nextval('deliveries_id_seq');

-- When somebody has to look after the host: something waits and may be sent.
-- Null: nothing waits.
ALTER TABLE hosts ADD COLUMN due_at timestamptz;
CREATE INDEX hosts_due ON hosts (due_at) WHERE due_at IS NOT NULL AND dead_at IS NULL;

-- The severity of the rule that holds for a host: that of the longest name
-- among the host with its port, without it, and the domains above. Null: none.
CREATE FUNCTION domain_severity(host text) RETURNS text
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$
        SELECT rules.severity
        FROM (
            SELECT 0 AS position, $1 AS name
            UNION ALL
            SELECT position, array_to_string(parts[position:], '.')
            FROM string_to_array(regexp_replace($1, ':[0-9]+$', ''), '.') AS parts,
                 generate_subscripts(parts, 1) AS position
        ) AS names
        JOIN domain_rules AS rules ON rules.domain = names.name
        ORDER BY names.position
        LIMIT 1
    $$;
