-- The peer: what a check manager's hot path does, as stored functions of PostgreSQL.
--
-- Outcomes are 0 for yes and the wire's number of the refusal for no. An id that took effect answers the same again.
-- Where there was a choice it was made for the peer: exposures of sellers and distributors are not kept, since none has
-- a limit here; nothing expires by itself, so that a settle touches no index; an answer is a number and no receipt.
\set ON_ERROR_STOP on
BEGIN;

CREATE TABLE accounts (
  code text PRIMARY KEY, status smallint NOT NULL, posted bigint NOT NULL, held bigint NOT NULL DEFAULT 0,
  line bigint NOT NULL DEFAULT 0, CHECK (held >= 0)
) WITH (fillfactor = 50);
CREATE TABLE sellers (code text PRIMARY KEY, status smallint NOT NULL, posted bigint NOT NULL DEFAULT 0)
  WITH (fillfactor = 20);
CREATE TABLE distributors (code text PRIMARY KEY, status smallint NOT NULL);
CREATE TABLE checks (
  id uuid PRIMARY KEY, drawer text NOT NULL, payee text NOT NULL, distributor text NOT NULL, amount bigint NOT NULL,
  remaining bigint NOT NULL, captured bigint NOT NULL DEFAULT 0, issued timestamptz NOT NULL,
  expires timestamptz NOT NULL, state smallint NOT NULL DEFAULT 1, settled_by uuid
) WITH (fillfactor = 60);
-- One row an entry: an issue moves nothing yet, a settle debits the drawer and credits the payee.
CREATE TABLE journal (
  sequence bigint GENERATED ALWAYS AS IDENTITY (CACHE 64) PRIMARY KEY, at timestamptz NOT NULL, kind smallint NOT NULL,
  check_id uuid NOT NULL, debit text, credit text, amount bigint NOT NULL
);

-- Why a check of these terms is not issued, in the ledger's order; 0: it would be.
CREATE FUNCTION refusal(a_drawer text, a_payee text, a_distributor text, a_amount bigint) RETURNS smallint
LANGUAGE plpgsql STABLE AS $$
DECLARE
  account accounts;
  seller smallint := (SELECT status FROM sellers WHERE code = a_payee);
  carrier smallint := (SELECT status FROM distributors WHERE code = a_distributor);
BEGIN
  SELECT * INTO account FROM accounts WHERE code = a_drawer;
  RETURN CASE
    WHEN account.code IS NULL THEN 10 WHEN account.status <> 2 THEN 11
    WHEN account.posted + account.line - account.held < a_amount THEN 17
    WHEN seller IS NULL THEN 30 WHEN seller <> 2 THEN 31
    WHEN carrier IS NULL THEN 40 WHEN carrier <> 2 THEN 41 ELSE 0 END;
END $$;

CREATE FUNCTION issue(a_check uuid, a_drawer text, a_payee text, a_distributor text, a_amount bigint) RETURNS smallint
LANGUAGE plpgsql AS $$
DECLARE
  earlier checks;
BEGIN
  SELECT * INTO earlier FROM checks WHERE id = a_check;
  IF FOUND THEN
    RETURN CASE WHEN (earlier.drawer, earlier.payee, earlier.distributor, earlier.amount)
      = (a_drawer, a_payee, a_distributor, a_amount) THEN 0 ELSE 2 END;
  END IF;
  -- All three parties and the funds in one statement, which takes the hold.
  UPDATE accounts SET held = held + a_amount
  WHERE code = a_drawer AND status = 2 AND posted + line - held >= a_amount
    AND EXISTS (SELECT FROM sellers WHERE code = a_payee AND status = 2)
    AND EXISTS (SELECT FROM distributors WHERE code = a_distributor AND status = 2);
  IF NOT FOUND THEN RETURN refusal(a_drawer, a_payee, a_distributor, a_amount); END IF;
  INSERT INTO checks (id, drawer, payee, distributor, amount, remaining, issued, expires)
  VALUES (a_check, a_drawer, a_payee, a_distributor, a_amount, a_amount, now(), now() + interval '30 days');
  INSERT INTO journal (at, kind, check_id, amount) VALUES (now(), 1, a_check, a_amount);
  RETURN 0;
END $$;

CREATE FUNCTION present(a_command uuid, a_check uuid, a_seller text) RETURNS smallint LANGUAGE plpgsql AS $$
DECLARE
  found_check checks;
BEGIN
  SELECT * INTO found_check FROM checks WHERE id = a_check FOR UPDATE;
  IF NOT FOUND THEN RETURN 60; END IF;
  IF found_check.payee <> a_seller THEN RETURN 61; END IF;
  IF found_check.state <> 1 THEN RETURN CASE WHEN found_check.settled_by = a_command THEN 0 ELSE 69 END; END IF;
  IF found_check.expires <= now() THEN RETURN 71; END IF;
  UPDATE checks SET state = 2, captured = amount, remaining = 0, settled_by = a_command WHERE id = a_check;
  UPDATE accounts SET posted = posted - found_check.remaining, held = held - found_check.remaining
  WHERE code = found_check.drawer;
  UPDATE sellers SET posted = posted + found_check.remaining WHERE code = found_check.payee;
  INSERT INTO journal (at, kind, check_id, debit, credit, amount)
  VALUES (now(), 2, a_check, found_check.drawer, found_check.payee, found_check.remaining);
  RETURN 0;
END $$;

-- Many at once, decided in order. All rows that more than one batch may want are locked first, in one order: no deadlock.
CREATE FUNCTION issue_many(checks uuid[], drawers text[], payees text[], distributors text[], amounts bigint[])
RETURNS smallint[] LANGUAGE plpgsql AS $$
DECLARE
  outcomes smallint[] := array_fill(0::smallint, ARRAY[cardinality(checks)]);
BEGIN
  PERFORM FROM accounts WHERE code = ANY (drawers) ORDER BY code FOR UPDATE;
  FOR n IN 1 .. cardinality(checks) LOOP
    outcomes[n] := issue(checks[n], drawers[n], payees[n], distributors[n], amounts[n]);
  END LOOP;
  RETURN outcomes;
END $$;

CREATE FUNCTION present_many(commands uuid[], presented uuid[], a_sellers text[]) RETURNS smallint[]
LANGUAGE plpgsql AS $$
DECLARE
  outcomes smallint[] := array_fill(0::smallint, ARRAY[cardinality(commands)]);
BEGIN
  PERFORM FROM accounts WHERE code IN (SELECT drawer FROM checks WHERE id = ANY (presented)) ORDER BY code FOR UPDATE;
  PERFORM FROM sellers WHERE code = ANY (a_sellers) ORDER BY code FOR UPDATE;
  FOR n IN 1 .. cardinality(commands) LOOP
    outcomes[n] := present(commands[n], presented[n], a_sellers[n]);
  END LOOP;
  RETURN outcomes;
END $$;

-- The parties, by the codes that the harness gives them, and what was funded: nothing may be made or lost.
INSERT INTO accounts (code, status, posted)
  SELECT 'A' || lpad(n::text, 8, '0'), 2, 1000000000000 FROM generate_series(0, :accounts - 1) n;
INSERT INTO sellers (code, status) SELECT 'S' || lpad(n::text, 8, '0'), 2 FROM generate_series(0, :sellers - 1) n;
INSERT INTO distributors (code, status)
  SELECT 'D' || lpad(n::text, 8, '0'), 2 FROM generate_series(0, :distributors - 1) n;
CREATE TABLE funded AS SELECT sum(posted) AS amount FROM accounts;

CREATE VIEW books AS SELECT
  ((SELECT sum(posted) FROM accounts) + (SELECT sum(posted) FROM sellers) - (SELECT amount FROM funded))::text AS total,
  (SELECT sum(held) FROM accounts)::text AS held,
  (SELECT coalesce(sum(remaining), 0) FROM checks WHERE state = 1)::text AS remaining;
COMMIT;
ANALYZE;
CHECKPOINT;
