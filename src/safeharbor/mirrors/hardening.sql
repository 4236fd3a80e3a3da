-- What a frontend's role could reach in a database besides its views, taken from everybody.
-- Run it once in the mirror's database, as a superuser. The mirror runs it itself where it may.
-- Large objects can be made and read by anybody otherwise; catalogs name other tables; some functions tell their sizes.
DO $harden$
DECLARE
    found record;
BEGIN
    FOR found IN
        SELECT p.oid::regprocedure AS routine FROM pg_proc p
        WHERE p.pronamespace = 'pg_catalog'::regnamespace AND has_function_privilege('public', p.oid, 'EXECUTE')
          AND (p.proname ~ '^(lo_|loread|lowrite|ts_stat|(query|table|schema|database|cursor)_to_xml)'
            OR p.proname ~ '^pg_(relation_size|table_size|total_relation_size|indexes_size|relation_file|filenode_)'
            OR p.proname ~ '^pg_get_(viewdef|ruledef|constraintdef|indexdef|triggerdef|function|statisticsobjdef|partkeydef)'
            OR p.proname ~ '^pg_(stat_get_|describe_object|identify_object|get_object_address|lock_status|cursor$)'
            OR p.proname ~ '^pg_(ls_|read_|stat_file|logical_|replication_|create_|drop_|export_snapshot|notify)'
            OR p.proname ~ '^(obj_description|col_description|shobj_description|pg_prepared_|pg_tablespace_)')
    LOOP
        EXECUTE format('REVOKE EXECUTE ON FUNCTION %s FROM PUBLIC', found.routine);
    END LOOP;
    FOR found IN
        SELECT c.oid::regclass AS relation FROM pg_class c
        WHERE c.relnamespace = 'pg_catalog'::regnamespace AND c.relkind IN ('r', 'v')
          AND has_table_privilege('public', c.oid, 'SELECT')
          AND c.relname NOT IN ('pg_type', 'pg_range', 'pg_collation', 'pg_language', 'pg_settings', 'pg_timezone_names',
                                'pg_timezone_abbrevs', 'pg_cast', 'pg_operator', 'pg_opclass', 'pg_am', 'pg_enum')
    LOOP
        EXECUTE format('REVOKE ALL ON TABLE %s FROM PUBLIC', found.relation);
    END LOOP;
END
$harden$;
