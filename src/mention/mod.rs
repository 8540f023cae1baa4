//! Names and figures in the text: numbers, money, percentages, measures, dates, parties.
