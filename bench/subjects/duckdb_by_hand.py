"""DuckDB SQL written by hand over the same clean files."""

from __future__ import annotations

import duckdb

from bench.method import BROUGHT, GUILTY, REGISTERS, WITHOUT_LINK, Answer, Country, rolled_up, western

QUERIES = {
    "population": """
        select kom, area_id, count(*),
               count(*) filter (ie_type in (2, 3) and opr_land not in {western}), count(*) filter (foed_dag <= '{b18}')
        from people group by all""",
    "employment": """
        select kom, area_id, count(distinct_one), coalesce(sum(part), 0)::bigint from (
            select kom, area_id, 1 as distinct_one, null::bigint as part
            from people where foed_dag <= '{b18}' and foed_dag > '{b65}'
            union all
            select kom, area_id, null, round(fuldtid * 1000000)::bigint
            from {employment} join people using (pnr)
            where soc_status_kode in {without_link} and foed_dag <= '{b18}' and foed_dag > '{b65}')
        group by all""",
    "education": """
        select kom, area_id, count(*), count(*) filter (coalesce(level, 90) = 10),
               count(*) filter (coalesce(level, 90) not in (10, 90) and hf_kilde in {brought}),
               count(*) filter (coalesce(level, 90) = 90)
        from people left join (select pnr, hf_kilde, level from {education} left join levels using (hfaudd)) using (pnr)
        where foed_dag <= '{b30}' and foed_dag > '{b60}' group by all""",
    "income": """
        select kom, area_id, count(*), sum(round(perindkialt_13 * 100)::bigint)::hugeint
        from {income} join people using (pnr)
        where omfang = 1 and socio13 <> 310 and foed_dag <= '{b15}' and foed_dag > '{b65}' group by all""",
    "crime": """
        select kom, area_id, count(*), count(*) filter (pnr in (
            select pnr from {crime}
            where (afg_ger7 like '1%' or afg_ger7 like '32%' or afg_ger7 like '34%')
              and year(afg_afgoedto) = {register_year} and afg_afgtyp3 in {guilty}))
        from people where foed_dag <= '{b18}' group by all""",
}


def answer(country: Country) -> Answer:
    """One table of people in memory, then one query a register."""
    words = {register: source(country, register) for register in REGISTERS}
    words |= {f"b{age}": country.born_by(age) for age in (15, 18, 30, 60, 65)}
    words |= {"western": str(western(country.list_year)), "without_link": str(WITHOUT_LINK), "brought": str(BROUGHT)}
    words |= {"guilty": str(GUILTY), "register_year": str(country.list_year - 1)}
    year = country.list_year
    suffix = country.addresses.suffix
    addresses = f"read_csv('{country.addresses}')" if suffix == ".csv" else f"'{country.addresses}'"
    with duckdb.connect() as connection:
        connection.execute(f"""
            create temp table people as
            select pnr, foed_dag, kom, ie_type, opr_land, area_id
            from {words["population"]} left join (
                select adresse_id, area_id from {addresses}
                where first_list_year <= {year} and coalesce(last_list_year::int, {year}) >= {year}) using
                (adresse_id)""")
        connection.execute("create temp table levels (hfaudd varchar, level int)")
        connection.executemany("insert into levels values (?, ?)", list(country.levels.items()))
        return {
            register: rolled_up(register, connection.execute(QUERIES[register].format(**words)).fetchall())
            for register in REGISTERS
        }


def source(country: Country, register: str) -> str:
    """How the register's file is named in SQL."""
    path = country.file(register)
    if path.suffix == ".parquet":
        return f"'{path}'"
    text = {"education": "{'hfaudd': 'VARCHAR'}", "crime": "{'afg_ger7': 'VARCHAR'}"}.get(register)
    return f"read_csv('{path}', delim=';'" + (f", types={text})" if text else ")")
