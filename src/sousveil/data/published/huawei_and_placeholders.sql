-- Where Huawei is named, and which rows hide vendors behind a placeholder.
SELECT
    (SELECT count(DISTINCT country_iso3) FROM supply WHERE vendor_id = 'huawei') AS named,
    (SELECT count(*) FROM issues WHERE rule = 'placeholder_vendor') AS placeholders
