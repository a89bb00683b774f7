"""The schema of a database as text, for comparisons."""

from django.db import connection

PARTS = (
    "SELECT format('%s.%I %s %s %s', attrelid::regclass, attname, format_type(atttypid, atttypmod), attnotnull,"
    " pg_get_expr(adbin, adrelid)) FROM pg_attribute a JOIN pg_class c ON c.oid = attrelid"
    " LEFT JOIN pg_attrdef d ON adrelid = attrelid AND adnum = attnum"
    " WHERE {ours} AND attnum > 0 AND NOT attisdropped AND relkind IN ('r', 'v')",
    "SELECT pg_get_indexdef(i.indexrelid) FROM pg_index i JOIN pg_class c ON c.oid = indexrelid WHERE {ours}",
    "SELECT format('%s %s %s', conrelid::regclass, conname, pg_get_constraintdef(o.oid)) FROM pg_constraint o"
    " JOIN pg_class c ON c.oid = conrelid WHERE {ours}",
    "SELECT format('%s %s %s', pg_get_triggerdef(t.oid), tgenabled, obj_description(t.oid, 'pg_trigger'))"
    " FROM pg_trigger t JOIN pg_class c ON c.oid = tgrelid WHERE {ours} AND NOT tgisinternal",
    "SELECT format('%s %s', pg_get_functiondef(p.oid), obj_description(p.oid, 'pg_proc')) FROM pg_proc p"
    " WHERE pronamespace = 'public'::regnamespace",
    "SELECT format('%s %s %s', relname, pg_get_viewdef(c.oid), obj_description(c.oid, 'pg_class')) FROM pg_class c"
    " WHERE {ours} AND relkind = 'v'",
)
DJANGO_TABLES = ("SELECT format('%s %s', app, name) FROM django_migrations", "SELECT codename FROM auth_permission")


def schema() -> list[str]:
    """Return everything that migrations create: definitions of objects, and Django's tables about them."""
    ours = "relnamespace IN (SELECT oid FROM pg_namespace WHERE nspname IN ('public', 'asof'))"
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('django_migrations') IS NOT NULL")
        django_tables = DJANGO_TABLES if cursor.fetchone()[0] else ()
        found = []
        for part in (*PARTS, *django_tables):
            cursor.execute(part.replace("{ours}", ours))
            found += [row[0] for row in cursor.fetchall()]
    return sorted(found)
