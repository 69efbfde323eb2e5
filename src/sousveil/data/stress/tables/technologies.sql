SELECT variation, technologies.*
FROM technologies
CROSS JOIN varied.asked
