-- What a waiver covered is looked for among the simulations of its policy.
create index simulation_of_policy on simulation_catalog (tenant_id, policy_id);
