DROP TABLE spent_challenges;
DROP TABLE captchas;
DROP TABLE throttles;
DROP TABLE id_nodes;
DROP TABLE secrets;
